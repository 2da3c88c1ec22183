package dev.firstlight.loadtest.tracker;

import dev.firstlight.collector.Collector;
import dev.firstlight.collector.CollectorConfig;
import dev.firstlight.loadtest.FreePorts;
import dev.firstlight.loadtest.faults.TcpProxy;
import dev.firstlight.loadtest.faults.Weather;
import dev.firstlight.schema.Topic;
import dev.firstlight.standalone.up.KeyKeeper;
import dev.firstlight.standalone.up.LocalBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A broker, a network in front of it that can be cut, and the collector as its own start makes it, always on the same port, with the tracker's files
 * in it. Threads: one at a time starts, stops, cuts and mends; the log is for any.
 *
 * <p>The collector has no spool to speak of (it wants more of the disk left than any disk has), so that it answers 503 with {@code Retry-After} when
 * the broker has not answered for as long as {@code slowAfter} says.
 */
final class TrackerStage implements AutoCloseable {

    /** What takes seconds in earnest takes moments here. */
    static final Duration SLOW_SOON = Duration.ofMillis(500);

    /** For tests to which a broker on a busy machine is no outage. */
    static final Duration SLOW_LATE = Duration.ofSeconds(10);

    private static final int PARTITIONS = 3;
    private static final Duration KEYS_KEPT = Duration.ofDays(3);

    private final LocalBroker broker;
    private final TcpProxy network;
    private final CollectorConfig config;
    private final int port;
    private @Nullable Collector collector;
    private final RawLog log;

    /** Returns when the collector takes hits. The directory is the caller's to remove. */
    TrackerStage(Path directory, Duration slowAfter) throws IOException {
        int[] ports = FreePorts.take(4);
        int brokerPort = ports[2];
        port = ports[3];
        network = new TcpProxy(brokerPort, ports[0], 0);
        broker = new LocalBroker(
                directory.resolve("kafka"),
                ports[0],
                ports[1],
                Map.of("advertised.listeners", "PLAINTEXT://127.0.0.1:" + brokerPort));
        Path keys = directory.resolve("keys");
        new KeyKeeper(keys, KEYS_KEPT, InstantSource.system()).close();
        config = CollectorConfig.load(settings(directory, keys, brokerPort, slowAfter), Map.of());
        start();
        log = new RawLog("127.0.0.1:" + brokerPort, Topic.RAW.topicName(), PARTITIONS);
    }

    /** Of the collector, as pages name it. */
    String origin() {
        return "http://127.0.0.1:" + port;
    }

    RawLog log() {
        return log;
    }

    /** Returns when it takes hits; at once where it does. */
    void start() {
        if (collector == null) {
            collector = Collector.start(config);
        }
    }

    /** In order, as at SIGTERM; returns when nobody listens any more. */
    void stop() {
        Collector stopping = collector;
        collector = null;
        if (stopping != null) {
            stopping.close();
        }
    }

    /** From now on nobody reaches the broker. */
    void cut() throws IOException {
        network.weather(Weather.refusing());
        network.reset();
    }

    void mend() throws IOException {
        network.weather(Weather.FAIR);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        log.close();
        stop();
        broker.close();
        network.close();
    }

    /** Short times but for {@code slowAfter}; everything else as it is by default. */
    private Path settings(Path directory, Path keys, int brokerPort, Duration slowAfter) throws IOException {
        return Files.writeString(directory.resolve("collector.conf"), """
                collector {
                  http { port = %d, event-loops = 2, drain-timeout = %d ms }
                  admin.port = 0
                  log.ack-timeout = %d ms
                  spool { directory = "%s", slow-after = %d ms, keep-free = 16 TiB, drain-timeout = 1 s }
                  keys.directory = "%s"
                  kafka {
                    bootstrap-servers = "127.0.0.1:%d", partitions = %d
                    replication = 1, min-in-sync-replicas = 1, allow-single-replica = true
                    client {
                      reconnect.backoff.max.ms = 100, retry.backoff.max.ms = 100, metadata.recovery.strategy = rebootstrap
                      socket.connection.setup.timeout.ms = 500, socket.connection.setup.timeout.max.ms = 500
                    }
                  }
                }
                """.formatted(
                        port,
                        slowAfter.plusMillis(2_500).toMillis(),
                        2 * slowAfter.toMillis(),
                        directory.resolve("spool"),
                        slowAfter.toMillis(),
                        keys,
                        brokerPort,
                        PARTITIONS));
    }
}
