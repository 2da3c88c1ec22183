package dev.firstlight.loadtest.tracker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * How the program with the browser speaks to a {@link TrackerStage}, by HTTP on loopback. Every answer comes when what was asked is done.
 *
 * <pre>
 * POST /stop /start /cut /mend           {}
 * POST /missing?pixel=P&amp;within=MS        numbers, a line each: those that are not in the log, once all are or the time is over
 * GET  /log?pixel=P                      [{"id":…,"received_at":…, its fields}, …], once for each time that an event was taken
 * GET  /position                         how many there are of all pixels, once the log is read to where it ends now
 * GET  /since?position=N                 [{"pixel":…,"id":…,"isRefused":…,"receivedAt":…,"fields":{…}}, …], those behind it, read to where it ends now
 * </pre>
 *
 * <p>Threads: as many as there are questions, since some wait; one thing at a time is done to the stage. Failure: 500 with what happened.
 */
final class StageDoor implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TrackerStage stage;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "stage-door");
        thread.setDaemon(true);
        return thread;
    });

    StageDoor(TrackerStage stage) throws IOException {
        this.stage = stage;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body;
            int status = 200;
            try {
                URI asked = exchange.getRequestURI();
                String said = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                body = JSON.writeValueAsBytes(ask(asked.getPath(), query(asked.getRawQuery()), said));
            } catch (IOException | RuntimeException e) {
                status = 500;
                body = String.valueOf(e).getBytes(StandardCharsets.UTF_8);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private Object ask(String path, Map<String, String> query, String said) throws IOException, InterruptedException {
        String pixel = query.getOrDefault("pixel", "");
        return switch (path) {
            case "/missing" ->
                stage.log()
                        .missing(
                                pixel,
                                Set.of(said.split("\n", -1)),
                                Duration.ofMillis(Long.parseLong(query.getOrDefault("within", ""))));
            case "/log" -> stage.log().of(pixel).stream().map(StageDoor::line).toList();
            case "/position" -> stage.log().position();
            case "/since" -> stage.log().since(Integer.parseInt(query.getOrDefault("position", "")));
            default -> act(path);
        };
    }

    private synchronized Object act(String path) throws IOException {
        switch (path) {
            case "/stop" -> stage.stop();
            case "/start" -> stage.start();
            case "/cut" -> stage.cut();
            case "/mend" -> stage.mend();
            default -> throw new IllegalArgumentException("nobody knows " + path);
        }
        return Map.of();
    }

    private static Map<String, Object> line(Arrival arrival) {
        Map<String, Object> line = new HashMap<>(arrival.fields());
        line.put("id", arrival.id());
        line.put("received_at", arrival.receivedAt());
        return line;
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int at = pair.indexOf('=');
            query.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        return query;
    }
}
