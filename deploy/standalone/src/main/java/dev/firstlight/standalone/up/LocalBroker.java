package dev.firstlight.standalone.up;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker and controller in this JVM, on disk, on loopback only, for the local run and for tests.
 *
 * <p>One replica: what it acknowledges is in the page cache of this machine and outlives the process, not the machine. Threads: Kafka's
 * own. Not for the network: the broker has a known denial-of-service hole (CVE-2026-111115).
 */
public final class LocalBroker implements AutoCloseable {

    private static final int NODE = 1;
    private static final String HOST = "127.0.0.1";

    private final SoleNode node;
    private final int port;

    /** Formats {@code directory} at the first time, starts, and returns when the broker takes requests. */
    public LocalBroker(Path directory, int port, int controllerPort) {
        this(directory, port, controllerPort, Map.of());
    }

    /** @param over broker settings over ours, for tests: what clients are told to connect to, how long it may stand still before it is given up */
    public LocalBroker(Path directory, int port, int controllerPort, Map<String, String> over) {
        this.port = port;
        try {
            Files.createDirectories(directory);
            format(directory);
        } catch (IOException e) {
            throw new IllegalStateException("the broker cannot use " + directory, e);
        }
        Properties properties = properties(directory, port, controllerPort);
        properties.putAll(over);
        node = new SoleNode(KafkaConfig.fromProps(properties, false));
        node.start();
    }

    /** {@code host:port} for clients. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    @Override
    public void close() {
        node.close();
    }

    private static Properties properties(Path directory, int port, int controllerPort) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", String.valueOf(NODE));
        p.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listeners", "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("log.dirs", directory.toAbsolutePath().toString());
        p.put("auto.create.topics.enable", "false"); // a topic that the catalogue does not know is a mistake
        p.put("default.replication.factor", "1");
        p.put("offsets.topic.replication.factor", "1");
        p.put("offsets.topic.num.partitions", "4"); // 50 by default, each a directory to open at every start
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("transaction.state.log.num.partitions", "4");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("group.initial.rebalance.delay.ms", "0"); // nobody else will join
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        p.put("num.recovery.threads.per.data.dir", "2");
        p.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 * 1024 * 1024)); // 128 MiB by default
        p.put("message.max.bytes", String.valueOf(4 * 1024 * 1024));
        p.put("replica.fetch.max.bytes", String.valueOf(4 * 1024 * 1024));
        p.put("controlled.shutdown.enable", "false"); // nobody leads what this one leaves: see SoleNode
        p.put("initial.broker.registration.timeout.ms", "60000");
        p.put("broker.heartbeat.interval.ms", "500");
        p.put(
                "broker.session.timeout.ms",
                String.valueOf(TimeUnit.DAYS.toMillis(1))); // nor takes over when it stood still
        return p;
    }

    private static void format(Path directory) throws IOException {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(directory.toAbsolutePath().toString()))
                    .setMetadataLogDirectory(directory.toAbsolutePath().toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) { // Formatter.run() declares nothing narrower
            throw new IOException("the broker's directory could not be formatted", e);
        }
    }
}
