package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.loadtest.FreePorts;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.standalone.up.LocalBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** What the cases share: one broker in this JVM, and a directory. Each case has topics of its own by a prefix. Threads: any. */
final class SinkStage implements AutoCloseable {

    private static final int PARTITIONS = 3;

    private final Path directory = Files.createTempDirectory("firstlight-sink-faults-");
    private final LocalBroker broker;

    SinkStage() throws IOException {
        int[] ports = FreePorts.take(2);
        broker = new LocalBroker(directory.resolve("kafka"), ports[0], ports[1]);
    }

    KafkaConfig kafka(String prefix) {
        return new KafkaConfig(broker.bootstrapServers(), prefix, PARTITIONS, 1, 1, true, true, Map.of());
    }

    Path directoryOf(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
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
