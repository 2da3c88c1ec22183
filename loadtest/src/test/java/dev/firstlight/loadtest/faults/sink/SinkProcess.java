package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.loadtest.faults.Child;
import dev.firstlight.schema.KafkaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One sink as a succession of lives under one name. Threads: one. */
final class SinkProcess implements AutoCloseable {

    private static final long START_SECONDS = 60;

    private final String name;
    private final Path directory;
    private final String plant;
    private final Path config;
    private @Nullable Child child;
    private boolean isReady;

    /** @param name its instance's, and of its files */
    SinkProcess(String name, Path directory, KafkaConfig kafka, int firehosePort, SinkPlant plant) throws IOException {
        this.name = name;
        this.directory = directory;
        this.plant = "-D" + SinkMain.PLANT + "=" + plant;
        config = Files.writeString(directory.resolve(name + ".conf"), """
                firehose-sink {
                  instance-id = "%s", drain-timeout = 10 s, admin.port = 0
                  firehose {
                    stream = "%s", region = "us-east-1", endpoint = "http://127.0.0.1:%d"
                    access-key-id = "local", secret-access-key = "local"
                    connect-timeout = 1 s, call-timeout = 800 ms
                  }
                  pack.linger = 300 ms
                  retry { back-off-min = 10 ms, back-off-max = 300 ms }
                  kafka {
                    bootstrap-servers = "%s", topic-prefix = "%s", partitions = %d
                    replication = 1, min-in-sync-replicas = 1, allow-single-replica = true
                  }
                }
                """.formatted(
                        name,
                        WarehouseMain.STREAM,
                        firehosePort,
                        kafka.bootstrapServers(),
                        kafka.topicPrefix(),
                        kafka.partitions()));
    }

    String name() {
        return name;
    }

    /** Begins the next life; not waited for. */
    void start() throws IOException {
        startWith(Child.ourClassPath());
    }

    /** The same of another version. */
    void startWith(String classPath) throws IOException {
        isReady = false;
        child = new Child(
                SinkMain.class,
                name,
                directory,
                classPath,
                List.of("-Xmx192m", plant, "-Drebalance.log=DEBUG"),
                List.of("--config", config.toString()));
    }

    /** Of this life. */
    void awaitReady() throws IOException, InterruptedException {
        if (!isReady) {
            living().await("ready", START_SECONDS);
            isReady = true;
        }
    }

    /** SIGKILL. */
    void kill() {
        if (!living().isAlive()) {
            throw new IllegalStateException("the sink ended by itself");
        }
        living().kill();
    }

    /** SIGTERM; answers the exit code. */
    int terminate() throws IOException, InterruptedException {
        return living().terminate();
    }

    /** Of all its lives, with what it says of partitions that come and go. */
    String complaints() throws IOException {
        return child == null ? "" : child.complaints();
    }

    @Override
    public void close() {
        if (child != null) {
            child.close();
        }
    }

    private Child living() {
        Child there = child;
        if (there == null) {
            throw new IllegalStateException("the sink was not started yet");
        }
        return there;
    }
}
