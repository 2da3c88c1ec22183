package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.EventIds;
import dev.firstlight.collector.event.EventLimits;
import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.collector.event.PlainQueryReader;
import dev.firstlight.collector.event.ReaderInForce;
import dev.firstlight.collector.log.AckPolicy;
import dev.firstlight.collector.log.LoopLedger;
import dev.firstlight.collector.log.LoopTotals;
import dev.firstlight.collector.log.PackConfig;
import dev.firstlight.collector.log.Packer;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.TestClock;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.LedgerEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;

/** The edge on a real port with one event loop, before a log that the test drives; every event is a pack of its own. */
final class EdgeRig implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    /** Of a size that takes more than one write, and of one that does not. */
    static final TrackerFile SCRIPT = ServedFiles.file("fl.js", "void 0;".repeat(10_000));

    /** As the build packs it. */
    static final TrackerFile SNIPPET = TrackerFiles.built().stream()
            .filter(file -> file.name().equals("fl-snippet.html"))
            .findFirst()
            .orElseThrow();

    /** As a page pins it that was made for the release before. */
    static final TrackerFile EARLIER = ServedFiles.earlier("void 'before';");

    static final TrackerFiles FILES =
            new TrackerFiles(List.of(SCRIPT, ServedFiles.file("fl-tcf.js", "void 1;"), SNIPPET), List.of(EARLIER));

    /** The build runs the tests of this package twice: with the short way of plain hits, and without. */
    static final boolean IS_SCANNING = Boolean.parseBoolean(System.getProperty("edge.scanner", "true"));

    final HandReleasedLog log = new HandReleasedLog();
    final Meters meters = new Meters("collector", CollectorMeter.class);
    final List<LedgerEntry> published = new CopyOnWriteArrayList<>();
    final List<String> errors = new CopyOnWriteArrayList<>();
    final TestClock clock = new TestClock(NOW);
    final EdgeServer server;
    volatile PixelPolicy.Registry pixels = pixels();
    private final PackConfig packs;
    private final List<RawClient> clients = new ArrayList<>();

    EdgeRig() {
        this(config());
    }

    EdgeRig(HttpConfig config) {
        this(config, new PackConfig(1, 65_536, Duration.ZERO, AckPolicy.DURABLE));
    }

    EdgeRig(HttpConfig config, PackConfig packs) {
        this.packs = packs;
        server = serve(config);
    }

    /** With everything as usual but its limits. */
    EdgeRig(EdgeLimits limits) {
        this(HttpConfigs.with(config(), "limits", limits));
    }

    /** Behind TLS. */
    EdgeRig(TlsConfig tls) {
        this(HttpConfigs.with(config(), "tls", tls));
    }

    /** A server beside the first, with everything else the same. */
    EdgeServer serve(HttpConfig config) {
        return new EdgeServer(config, FILES, clock, meters, this::loop);
    }

    /** What the connections of a loop share, on a thread that the test may have made. */
    EdgeLoop loop(int number, ScheduledExecutorService thread) {
        LoopLedger ledger = new LoopLedger(1, number, meters);
        LoopTotals totals = new LoopTotals();
        AddressKeys keys = new AddressKeys(Path.of("no-such-keys"), clock);
        EventIds ids = new EventIds();
        return new EdgeLoop(
                new ReaderInForce(() -> pixels, ids, EventLimits.GREATEST),
                new PlainQueryReader(ids, EventLimits.GREATEST),
                new Packer(1, number, 1, packs, totals, keys, log, thread, meters),
                totals,
                ledger,
                () -> published.addAll(ledger.changed(clock.millis(), 0)),
                meters,
                new ErrorLog(clock, (text, cause) -> errors.add(text)));
    }

    RawClient client() throws IOException {
        RawClient client = new RawClient(server.port());
        clients.add(client);
        return client;
    }

    long refused(Refusal why) {
        return meters.count(CollectorMeter.REFUSED, why);
    }

    /** A round trip on a connection of its own: the loop is alive, and is through with what came before. */
    RawClient.Response robots() throws IOException {
        try (RawClient other = client()) {
            return other.ask("GET /robots.txt HTTP/1.1\r\nHost: t\r\n\r\n");
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (RawClient client : clients) {
            client.close();
        }
        server.close();
        if (!errors.isEmpty()) {
            throw new AssertionError("the edge reported errors of its own: " + errors);
        }
    }

    private static PixelPolicy.Registry pixels() {
        PixelPolicy usual = new PixelPolicy("", PixelPolicy.ConsentPolicy.ASSUMED, PixelPolicy.GpcPolicy.RECORDED);
        PixelPolicy strict =
                new PixelPolicy("strict", PixelPolicy.ConsentPolicy.ASSUMED, PixelPolicy.GpcPolicy.HONOURED);
        return new PixelPolicy.Registry(Map.of("strict", strict), usual);
    }

    /** As {@code reference.conf} has it, with few events in a POST and one loop, on a free port. */
    static HttpConfig config() {
        HttpConfig config = HttpConfigs.with(HttpConfigs.usual(), "port", 0);
        config = HttpConfigs.with(config, "eventLoops", 1);
        config = HttpConfigs.with(config, "eventsPerRequestMax", 5);
        return HttpConfigs.with(config, "isScanning", IS_SCANNING);
    }

    /** As the settings have them by default. */
    static EdgeLimits limits() {
        return HttpConfigs.usual().limits();
    }
}
