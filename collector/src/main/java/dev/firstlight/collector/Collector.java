package dev.firstlight.collector;

import dev.firstlight.collector.edge.EdgeLoop;
import dev.firstlight.collector.edge.EdgeServer;
import dev.firstlight.collector.edge.TrackerFiles;
import dev.firstlight.collector.event.EventIds;
import dev.firstlight.collector.event.HitReader;
import dev.firstlight.collector.event.PlainQueryReader;
import dev.firstlight.collector.event.ReaderInForce;
import dev.firstlight.collector.log.DurableLog;
import dev.firstlight.collector.log.EventLog;
import dev.firstlight.collector.log.Heartbeat;
import dev.firstlight.collector.log.KafkaLedger;
import dev.firstlight.collector.log.LoopLedger;
import dev.firstlight.collector.log.LoopTotals;
import dev.firstlight.collector.log.Packer;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.collector.spool.SpoolBusyException;
import dev.firstlight.collector.spool.SpoolFiles;
import dev.firstlight.runtime.AdminServer;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.runtime.Service;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.SchemaTopic;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.RawPack;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The running collector: its parts in flow order. Closing drains: not ready, no more connections, open requests answered, packs flushed.
 */
public final class Collector implements AutoCloseable {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final Service service;
    private final Meters meters = new Meters("collector", CollectorMeter.class);
    private final Readiness readiness = new Readiness();
    private final int port;
    private final int adminPort;

    private Collector(CollectorConfig config, Seams seams, Service service) {
        this.service = service;
        readiness.expect("topics", "waiting for Kafka");
        PixelReload pixels = service.own(
                "pixels",
                STOP_WITHIN,
                new PixelReload(config.pixels(), PixelReload.LOOK_EACH, meters, new ErrorLog(PixelReload.class)));
        AdminServer admin = service.own(
                "admin", STOP_WITHIN, new AdminServer(config.admin(), meters, readiness, pixels::effective));
        TopicStart.await(
                config.kafka(),
                List.of(Topic.RAW, Topic.LEDGER, Topic.SCHEMAS),
                List.of(RawPack.getClassSchema(), LedgerEntry.getClassSchema()));
        readiness.holds("topics");
        SchemaBook book = new SchemaBook(new SchemaTopic(config.kafka()), InstantSource.system());
        KafkaLedger ledger = service.own("ledger", STOP_WITHIN, new KafkaLedger(config.kafka(), book, meters));
        DurableLog log = service.own(
                "log",
                config.log()
                        .ackTimeout()
                        .plus(config.spool().slowAfter())
                        .plus(config.spool().drainTimeout())
                        .plus(STOP_WITHIN),
                DurableLog.start(
                        config.kafka(),
                        config.log(),
                        config.spool(),
                        seams.files().apply(spoolFiles(config)),
                        seams.producer(),
                        InstantSource.system(),
                        meters,
                        readiness));
        service.own("probe", STOP_WITHIN, log.probe(config.kafka()));
        log.awaitMetadata();
        EventLog seenLog = seams.log().apply(log);
        ExecutorService keyReader = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "address-keys");
            thread.setDaemon(true);
            return thread;
        });
        service.own("address keys", STOP_WITHIN, keyReader::shutdown);
        AddressKeys keys = new AddressKeys(config.keysDirectory(), InstantSource.system(), keyReader);
        long incarnation = new SecureRandom().nextLong();
        EdgeServer edge = service.own(
                "edge",
                config.http().drainTimeout().plus(STOP_WITHIN),
                new EdgeServer(
                        config.http(),
                        TrackerFiles.load(config.http()),
                        InstantSource.system(),
                        meters,
                        (number, thread) ->
                                loop(config, incarnation, number, thread, pixels, keys, log, seenLog, ledger)));
        service.own("readiness", config.http().drainDelay().plus(STOP_WITHIN), () -> {
            readiness.fails("stopping", "the collector is stopping");
            edge.leave();
            TimeUnit.MILLISECONDS.sleep(config.http().drainDelay().toMillis());
        });
        port = edge.port();
        adminPort = admin.port();
    }

    /** Starts it; returns when it takes hits. Waits for Kafka as long as it takes. */
    public static Collector start(CollectorConfig config) {
        return start(config, Seams.none());
    }

    /** As {@link #start(CollectorConfig)}, with something of a test's between the parts. */
    public static Collector start(CollectorConfig config, Seams seams) {
        Service service = Service.named("collector");
        boolean isMade = false;
        try {
            Collector collector = new Collector(config, seams, service);
            isMade = true;
            return collector;
        } finally {
            if (!isMade) {
                service.close();
            }
        }
    }

    public Service service() {
        return service;
    }

    public Meters meters() {
        return meters;
    }

    public Readiness readiness() {
        return readiness;
    }

    public int port() {
        return port;
    }

    public int adminPort() {
        return adminPort;
    }

    @Override
    public void close() {
        service.close();
    }

    private EdgeLoop loop(
            CollectorConfig config,
            long incarnation,
            int number,
            ScheduledExecutorService thread,
            PixelReload pixels,
            AddressKeys keys,
            DurableLog durable,
            EventLog log,
            KafkaLedger kafkaLedger) {
        LoopTotals totals = new LoopTotals();
        LoopLedger ledger = new LoopLedger(incarnation, number, meters);
        Packer packer = new Packer(
                incarnation, number, config.kafka().partitions(), config.pack(), totals, keys, log, thread, meters);
        EventIds ids = new EventIds();
        Supplier<HitReader> readers = new ReaderInForce(pixels::registry, ids, config.event());
        InstantSource clock = InstantSource.system();
        Runnable publish = () -> {
            List<LedgerEntry> entries = new ArrayList<>(ledger.changed(clock.millis(), kafkaLedger.lost()));
            entries.add(Heartbeat.of(
                    ledger.source(), packer, totals, durable.spooledPacks(), durable.spooledSinceMs(), clock.millis()));
            kafkaLedger.offer(entries);
        };
        PlainQueryReader plain = new PlainQueryReader(ids, config.event());
        return new EdgeLoop(readers, plain, packer, totals, ledger, publish, meters, new ErrorLog(EdgeServer.class));
    }

    private static SpoolFiles spoolFiles(CollectorConfig config) {
        try {
            return SpoolFiles.onDisk(config.spool().directory());
        } catch (IOException e) {
            throw new SpoolBusyException(
                    "the spool directory " + config.spool().directory().toAbsolutePath() + " cannot be used: " + e);
        }
    }
}
