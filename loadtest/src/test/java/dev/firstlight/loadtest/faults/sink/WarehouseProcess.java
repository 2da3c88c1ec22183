package dev.firstlight.loadtest.faults.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.loadtest.FreePorts;
import dev.firstlight.loadtest.faults.Child;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Firehose and warehouse as a succession of lives on one directory and the same ports, and their HTTP. Threads: one; {@link #redrive} any. */
final class WarehouseProcess implements AutoCloseable {

    private static final long START_SECONDS = 60;
    private static final long LOAD_SECONDS = 30;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final SinkPlant plant;
    private final IntFunction<String> faultsOfLife;
    private final int[] ports = FreePorts.take(2);
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Child child;
    private boolean isReady;
    private int lives;

    WarehouseProcess(Path directory, SinkPlant plant, IntFunction<String> faultsOfLife) throws IOException {
        this.directory = directory;
        this.plant = plant;
        this.faultsOfLife = faultsOfLife;
    }

    int firehosePort() {
        return ports[0];
    }

    /** The bucket. */
    Path objects() {
        return directory.resolve("objects");
    }

    /** Begins the next life; not waited for. */
    void start() throws IOException {
        startWith(Child.ourClassPath());
    }

    /** The same of another version. */
    void startWith(String classPath) throws IOException {
        isReady = false;
        child = new Child(
                WarehouseMain.class,
                "warehouse",
                directory,
                classPath,
                List.of("-Xmx160m"),
                List.of(
                        directory.toString(),
                        String.valueOf(ports[0]),
                        String.valueOf(ports[1]),
                        faultsOfLife.apply(lives++),
                        plant.name()));
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
            throw new IllegalStateException("the warehouse ended by itself");
        }
        living().kill();
    }

    /** Returns when it is dead, so far into a load; false when no load came for that. */
    boolean dieLoading(int micros) throws IOException {
        living().tell("die 1 " + micros);
        return living().isEndedWithin(LOAD_SECONDS);
    }

    /** SIGTERM; answers the exit code. */
    int terminate() throws IOException, InterruptedException {
        return living().terminate();
    }

    /** Whether all that was accepted is loaded or given up. */
    boolean isSettled() throws IOException, InterruptedException {
        JsonNode waiting = JSON.readTree(send("GET", "/waiting", ""));
        return waiting.path("buffered_since").asLong() == Long.MAX_VALUE
                && waiting.path("announced_since").asLong() == Long.MAX_VALUE;
    }

    /** Answers how many manifests were re-driven. */
    int redrive() throws IOException, InterruptedException {
        return JSON.readTree(send("POST", "/redrive", "")).path("manifests").asInt();
    }

    /** The rows of an answer. */
    JsonNode query(String sql) throws IOException, InterruptedException {
        JsonNode answer = JSON.readTree(send("POST", "/query", sql));
        if (answer.path("truncated").asBoolean()) {
            throw new IOException("an answer of more rows than the oracle asks for");
        }
        return answer.path("rows");
    }

    String complaints() throws IOException {
        return child == null ? "" : child.complaints();
    }

    @Override
    public void close() {
        if (child != null) {
            child.close();
        }
    }

    private String send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports[1] + path))
                .timeout(ANSWER_WITHIN)
                .header("Authorization", "Bearer " + Files.readString(directory.resolve("token")))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    private Child living() {
        Child there = child;
        if (there == null) {
            throw new IllegalStateException("the warehouse was not started yet");
        }
        return there;
    }
}
