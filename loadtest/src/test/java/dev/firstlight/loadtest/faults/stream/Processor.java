package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.loadtest.faults.Child;
import dev.firstlight.schema.KafkaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One instance of the processor as a succession of lives on one state directory. Threads: one. */
final class Processor implements AutoCloseable {

    private static final long START_SECONDS = 90;
    private static final String READY = "ready";
    private static final String REBALANCING = "rebalancing";
    private static final int COMPLAINTS_MAX = 4_000;
    private static final List<String> JVM = List.of("-Xmx256m");

    private final Path directory;
    private final String instance;
    private final String name;
    private final Path config;
    private @Nullable Child child;

    Processor(Path directory, KafkaConfig kafka, String instance, int standbys) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.instance = instance;
        this.name = kafka.topicPrefix() + instance;
        config = Files.writeString(directory.resolve(instance + ".conf"), """
                stream-processor {
                  instance-id = "%s", state-directory = "%s", standby-replicas = %d, state-memory = 32 MiB
                  admin.port = 0
                  keys.directory = "%s"
                  enrich.user-agent = false
                  kafka {
                    bootstrap-servers = "%s", topic-prefix = "%s", partitions = %d
                    replication = 1, min-in-sync-replicas = 1, allow-single-replica = true
                  }
                }
                """.formatted(
                        instance,
                        state(),
                        standbys,
                        directory.resolve("keys"),
                        kafka.bootstrapServers(),
                        kafka.topicPrefix(),
                        kafka.partitions()));
    }

    /** Begins the next life; not waited for. */
    void start() throws IOException {
        child = new Child(ProcessorMain.class, name, directory, JVM, List.of("--config", config.toString()));
    }

    void awaitRebalancing() throws IOException, InterruptedException {
        living().await(REBALANCING, START_SECONDS);
    }

    void awaitReady() throws IOException, InterruptedException {
        living().await(READY, START_SECONDS);
    }

    /** Whether it was ready at some time of this life; not after {@link #awaitReady}. */
    boolean wasReady() {
        return living().hasSaid(READY);
    }

    boolean isAlive() {
        return child != null && child.isAlive();
    }

    /** SIGKILL. */
    void kill() {
        living().kill();
    }

    /** SIGTERM; answers the exit code. */
    int terminate() throws IOException, InterruptedException {
        return living().terminate();
    }

    /** Between two lives; answers what was done. */
    String damage(Damage damage, Random random) throws IOException {
        return damage.doTo(state(), random);
    }

    /** The end of what its lives said on standard error. */
    String complaints() {
        try {
            String all = child == null ? "" : child.complaints();
            return name + " said: " + all.substring(Math.max(0, all.length() - COMPLAINTS_MAX));
        } catch (IOException e) {
            return name + ": " + e;
        }
    }

    @Override
    public void close() {
        if (child != null) {
            child.close();
        }
    }

    private Path state() {
        return directory.resolve("state-" + instance);
    }

    private Child living() {
        Child there = child;
        if (there == null) {
            throw new IllegalStateException(name + " was not started yet");
        }
        return there;
    }
}
