package dev.firstlight.loadtest.faults;

import dev.firstlight.standalone.up.KeyKeeper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The collector as a succession of lives on one spool: killed in any way, started again from a stand-by; every other life without the request
 * scanner. Threads: one starts and ends lives; any
 * may ask for the living one.
 */
final class CollectorProcess implements AutoCloseable {

    private static final long START_SECONDS = 60;
    private static final long END_SECONDS = 5;
    private static final List<String> JVM = List.of("-Xmx128m", "-XX:MaxDirectMemorySize=64m");

    private final Path directory;
    private final Path config;
    private final Path generalConfig;
    private final Standby standby;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger lives = new AtomicInteger();
    private volatile @Nullable Child child;
    private volatile int adminPort;
    private volatile @Nullable Generation life;
    private volatile Plant planted = Plant.NONE;

    CollectorProcess(Path directory, int kafkaPort, String topicPrefix) throws IOException {
        this.directory = directory;
        Path keys = directory.resolve("keys");
        new KeyKeeper(keys, Duration.ofDays(3), InstantSource.system()).close();
        Path spool = directory.resolve("spool");
        config = settings("collector", kafkaPort, topicPrefix, spool, keys, true);
        generalConfig = settings("collector-general", kafkaPort, topicPrefix, spool, keys, false);
        standby = new Standby(() -> {
            Path scratch = Files.createTempDirectory(directory, "scratch-");
            Path warm = settings(
                    String.valueOf(scratch.getFileName()), kafkaPort, "warm.", scratch.resolve("spool"), keys, true);
            return new Child(CollectorMain.class, "collector", directory, JVM, List.of(warm.toString()));
        });
    }

    /** Starts the next life; returns when it takes hits. */
    Generation start() throws IOException, InterruptedException {
        return start(Plant.NONE);
    }

    /** As {@link #start()}, with a fault planted on purpose. */
    Generation start(Plant plant) throws IOException, InterruptedException {
        planted = plant;
        boolean isScanning = lives.get() % 2 == 0;
        Child started = standby.take("start " + (isScanning ? config : generalConfig) + ' ' + plant);
        child = started;
        String[] ports = started.await("ready", START_SECONDS).split(" ");
        adminPort = Integer.parseInt(ports[1]);
        Generation made = new Generation(lives.incrementAndGet(), Integer.parseInt(ports[0]));
        life = made;
        return made;
    }

    /** What the living one has planted. */
    Plant planted() {
        return planted;
    }

    /** The life to send hits to; none from its end to the next start. */
    @Nullable
    Generation living() {
        return life;
    }

    /** SIGKILL. */
    void kill() {
        life = null;
        Child killed = child;
        if (killed != null) {
            killed.kill();
        }
    }

    /** SIGTERM; answers the exit code. */
    int terminate() throws IOException, InterruptedException {
        Child ending = running();
        life = null;
        return ending.terminate();
    }

    /** What the last life ended with; 137 for a SIGKILL or a halt. */
    int exitCode() throws IOException, InterruptedException {
        return running().awaitEnd();
    }

    /** Whether it is dead, by whatever cause; then nobody is sent to it any more. */
    boolean isDead() {
        boolean isDead = !running().isAlive();
        if (isDead) {
            life = null;
        }
        return isDead;
    }

    void arm(FailurePoint point, int passages) throws IOException {
        tell("arm " + point + ' ' + passages);
    }

    /** Returns when no failure point is armed in the life that lives then. */
    void disarm() throws IOException, InterruptedException {
        arm(FailurePoint.NONE, 0);
        try {
            running().await("armed " + FailurePoint.NONE, START_SECONDS);
        } catch (IOException e) {
            if (running().isAlive()) {
                throw e;
            }
        }
    }

    void disk(boolean isFull) throws IOException {
        tell(isFull ? "disk full" : "disk free");
    }

    /** A gauge or counter of {@code /metrics}, summed over its labels. */
    double meter(String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    Path spool() {
        return directory.resolve("spool");
    }

    String complaints() throws IOException {
        return running().complaints();
    }

    @Override
    public void close() {
        kill();
        standby.close();
    }

    /** One that dies in this moment has its pipe broken before the system counts it as dead. */
    private void tell(String command) throws IOException {
        Child there = running();
        try {
            there.tell(command);
        } catch (IOException e) {
            if (!there.isEndedWithin(END_SECONDS)) {
                throw e;
            }
        }
    }

    private Child running() {
        Child there = child;
        if (there == null) {
            throw new IllegalStateException("the collector was not started yet");
        }
        return there;
    }

    /** Short times, so that what takes minutes in earnest takes moments here; everything else as it is by default. */
    private Path settings(String name, int kafkaPort, String topicPrefix, Path spool, Path keys, boolean isScanning)
            throws IOException {
        return Files.writeString(directory.resolve(name + ".conf"), """
                collector {
                  http { port = 0, event-loops = 2, drain-timeout = 5 s, scanner = %b }
                  admin.port = 0
                  log.ack-timeout = 400 ms
                  spool {
                    directory = "%s", slow-after = 150 ms, segment-bytes = 4 MiB, keep-free = 0, drain-timeout = 2 s
                  }
                  keys.directory = "%s"
                  kafka {
                    bootstrap-servers = "127.0.0.1:%d", topic-prefix = "%s", partitions = %d
                    replication = 1, min-in-sync-replicas = 1, allow-single-replica = true
                    client {
                      reconnect.backoff.max.ms = 100, retry.backoff.max.ms = 100, metadata.recovery.strategy = rebootstrap
                      socket.connection.setup.timeout.ms = 500, socket.connection.setup.timeout.max.ms = 500
                    }
                  }
                }
                """.formatted(
                        isScanning, spool, keys, kafkaPort, topicPrefix, Raw.PARTITIONS));
    }
}
