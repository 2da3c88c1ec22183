package dev.firstlight.loadtest.faults.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between a sink and the local Firehose, hands everything on as it is, and takes down which event went over the wire how often: what a
 * sink says of its tries is held against this. Rows have names here. Threads: one a call.
 */
final class SinkWire implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Long> carried = new ConcurrentHashMap<>();

    /** @param port the local Firehose's */
    SinkWire(int port) throws IOException {
        this.port = port;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** By event id, how many calls carried it. */
    Map<String, Long> carried() {
        return carried;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            note(body);
            HttpRequest.Builder on = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            for (String name : List.of("Authorization", "X-Amz-Target", "Content-Type")) {
                on.header(name, exchange.getRequestHeaders().getFirst(name));
            }
            HttpResponse<byte[]> answer = client.send(on.build(), HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().map().forEach((name, values) -> {
                if (name.startsWith("x-amzn") || name.startsWith("content-type")) {
                    exchange.getResponseHeaders().set(name, values.get(0));
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(byte[] body) throws IOException {
        for (JsonNode record : JSON.readTree(body).path("Records")) {
            String lines =
                    new String(Base64.getDecoder().decode(record.path("Data").asText()), StandardCharsets.UTF_8);
            for (String line : lines.split("\n")) {
                carried.merge(JSON.readTree(line).path("event_id").asText(), 1L, Long::sum);
            }
        }
    }
}
