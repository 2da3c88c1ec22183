package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.OpenLoop;
import dev.firstlight.loadtest.bench.load.Tally;
import dev.firstlight.loadtest.bench.process.BrokerProcess;
import dev.firstlight.loadtest.bench.process.CollectorProcess;
import dev.firstlight.loadtest.bench.process.Cores;
import dev.firstlight.loadtest.bench.process.FloorProcess;
import dev.firstlight.loadtest.bench.process.NginxProcess;
import dev.firstlight.loadtest.bench.process.ProbeMode;
import dev.firstlight.standalone.up.KeyKeeper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the parts of a benchmark of the edge share: a directory, a broker, how collectors and load are started. Threads: the benchmark's. */
final class Rig implements AutoCloseable {

    /** As many keep-alive connections as a CDN holds towards one node, more or less; a browser behind them is one of many requests. */
    static final int CONNECTIONS = 256;

    /** Above the collector's own acknowledgement timeout (10 s), so that its 503 is seen as one. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(12);

    private static final List<Double> WARM_UP_SHARES = List.of(0.125, 0.25, 0.5, 1.0);

    private static final Duration KEYS_LAST = Duration.ofDays(3);

    private final Path directory;
    private final Cores cores;
    private final KeyKeeper keys;
    private final BrokerProcess broker;

    Rig(Path directory, Cores cores) throws IOException, InterruptedException {
        this.directory = directory;
        this.cores = cores;
        this.keys = new KeyKeeper(directory.resolve("keys"), KEYS_LAST, InstantSource.system());
        this.broker = new BrokerProcess(directory, cores);
    }

    Path directory() {
        return directory;
    }

    BrokerProcess broker() {
        return broker;
    }

    Path spoolDirectory(String collector) {
        return directory.resolve("spool-" + collector);
    }

    /** @param settings HOCON under {@code collector} */
    CollectorProcess collector(String name, String settings) throws IOException, InterruptedException {
        return collector(name, settings, ProbeMode.STALLS, List.of());
    }

    /** @param options of its JVM, beside what each has */
    CollectorProcess collector(String name, String settings, ProbeMode mode, List<String> options)
            throws IOException, InterruptedException {
        return new CollectorProcess(directory, name, cores, broker.bootstrapServers(), settings, mode, options);
    }

    NginxProcess nginx() throws IOException, InterruptedException {
        return new NginxProcess(directory, cores);
    }

    /** @param answer what it answers to every request */
    FloorProcess floor(byte[] answer) throws IOException, InterruptedException {
        return new FloorProcess(directory, cores, answer);
    }

    OpenLoop load(InetSocketAddress target) throws IOException {
        return new OpenLoop(target, CONNECTIONS, ANSWER_LIMIT, InstantSource.system());
    }

    /** One settled phase. */
    static Tally round(OpenLoop load, double perSecond, Duration duration) throws InterruptedException {
        Tally tally = load.begin(perSecond);
        pause(duration);
        load.end();
        tally.awaitSettled(ANSWER_LIMIT.plusSeconds(1));
        return tally;
    }

    /** From an eighth of the rate to all of it: a cold JVM on one core would fall behind the whole, and measure its own compiler. */
    static void warmUp(OpenLoop load, double perSecond, Extent extent) throws InterruptedException {
        for (double share : WARM_UP_SHARES) {
            round(load, perSecond * share, extent.warmUp().dividedBy(WARM_UP_SHARES.size()));
        }
    }

    /** Of a phase in which every request was answered 2xx; {@code NaN} of any other, since losing requests must not make one look fast. */
    static double p99Ms(Tally tally, Progress progress) {
        if (tally.successShare() < 1) {
            progress.say("no figure from a phase with other answers than 2xx: %s", tally);
            return Double.NaN;
        }
        return tally.latencyMs(99);
    }

    static void pause(Duration duration) throws InterruptedException {
        boolean unused = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        broker.close();
        keys.close();
    }
}
