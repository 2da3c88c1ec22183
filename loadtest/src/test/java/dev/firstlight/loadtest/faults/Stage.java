package dev.firstlight.loadtest.faults;

import dev.firstlight.loadtest.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the runs share: a broker, a bad network, a collector, all on loopback and on ports of their own. A run leaves it as it found it: everything
 * up, the spool empty. Threads: one.
 */
final class Stage implements AutoCloseable {

    private static final long DRAIN_SECONDS = 30;
    private static final long LOOK_MS = 20;

    private final Path directory = Files.createTempDirectory("firstlight-faults-");
    private final BrokerProcess broker;
    private final TcpProxy network;
    private final CollectorProcess collector;
    private final Oracle oracle;

    Stage(long seed) throws IOException, InterruptedException {
        int[] ports = FreePorts.take(3);
        collector = new CollectorProcess(directory, ports[2], "faults.");
        network = new TcpProxy(ports[2], ports[0], seed);
        broker = new BrokerProcess(directory, ports[0], ports[1], ports[2]);
        collector.start();
        oracle = new Oracle(ports[2], "faults.");
    }

    BrokerProcess broker() {
        return broker;
    }

    TcpProxy network() {
        return network;
    }

    CollectorProcess collector() {
        return collector;
    }

    Oracle oracle() {
        return oracle;
    }

    /** Sees to it that the living collector has this planted, if need be by an orderly end and a new life; those after it have nothing. */
    void plant(Plant wanted) throws IOException, InterruptedException {
        if (collector.planted() != wanted) {
            int unused = collector.terminate();
            collector.start(wanted);
        }
    }

    /** Of the life that lives then: one that falls on the way is followed by the next. */
    void awaitEmptySpool(Journal journal) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        double segments = -1;
        while (segments != 0 && endNanos - System.nanoTime() > 0) {
            boolean unused = new CountDownLatch(1).await(LOOK_MS, TimeUnit.MILLISECONDS);
            try {
                segments = collector.living() == null ? -1 : collector.meter("collector_spool_segments");
            } catch (IOException e) {
                segments = -1; // it died
            }
        }
        if (segments != 0) {
            journal.complain(
                    segments + " segments are still in the spool " + DRAIN_SECONDS + " s after the last fault");
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        oracle.close();
        collector.close();
        broker.close();
        network.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (UncheckedIOException | IOException e) {
            System.err.println("the stage's directory stays behind: " + directory + ": " + e);
        }
    }
}
