package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.loadtest.FreePorts;
import dev.firstlight.loadtest.faults.BrokerMain;
import dev.firstlight.loadtest.faults.Child;
import dev.firstlight.schema.KafkaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the cases share: one broker in a process of its own, and a directory. Each case has topics of its own by a prefix. Threads: any, but one at a
 * time pauses the broker.
 */
final class StreamStage implements AutoCloseable {

    private static final int PARTITIONS = 3;
    private static final long START_SECONDS = 90;

    private static final Path KEPT = Path.of("target", "faults");
    private static final int LOG_END = 4_000;

    private final Path directory = Files.createTempDirectory("firstlight-stream-faults-");
    private final int port;
    private final Child broker;

    /** Begins; {@link #awaitBroker} before the first case. */
    StreamStage() throws IOException {
        int[] ports = FreePorts.take(2);
        port = ports[0];
        broker = new Child(
                BrokerMain.class,
                "broker",
                directory,
                List.of("-Xmx512m", "-Dkafka.log=INFO"),
                List.of(
                        directory.resolve("kafka").toString(),
                        String.valueOf(ports[0]),
                        String.valueOf(ports[1]),
                        String.valueOf(ports[0])));
    }

    void awaitBroker() throws IOException, InterruptedException {
        broker.await("ready", START_SECONDS);
    }

    KafkaConfig kafka(String prefix) {
        return new KafkaConfig("127.0.0.1:" + port, prefix, PARTITIONS, 1, 1, true, true, Map.of());
    }

    Processor processor(KafkaConfig kafka, String instance, int standbys) throws IOException {
        return new Processor(directory.resolve(kafka.topicPrefix()), kafka, instance, standbys);
    }

    /** SIGSTOP; for 20 s at most. */
    void pauseBroker() throws IOException, InterruptedException {
        broker.pause();
    }

    void resumeBroker() throws IOException, InterruptedException {
        broker.resume();
    }

    /** Copies what the broker has said so far to where it outlives the stage; answers where, and what it said last. */
    String keepBrokerLog(String name) {
        try {
            Path kept = Files.createDirectories(KEPT).resolve(name + "-broker.log");
            String log = broker.complaints();
            Files.writeString(kept, log);
            return "the broker's log is " + kept + " and ends: " + log.substring(Math.max(0, log.length() - LOG_END));
        } catch (IOException e) {
            return "the broker's log cannot be kept: " + e;
        }
    }

    @Override
    public void close() {
        broker.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (UncheckedIOException | IOException e) {
            System.err.println("the stage's directory stays behind: " + directory + ": " + e);
        }
    }
}
