package dev.firstlight.schema;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry over real HTTP that answers as Confluent's does (its API reference, "Subjects" and "Schemas"): the same schema under the
 * same subject has one id, unknown ids are 404 with error code 40403. Statuses can be put in front of its answers.
 */
final class FakeRegistry implements AutoCloseable {

    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    final List<Integer> statusesFirst = new ArrayList<>();
    private final Map<Integer, String> schemas = new ConcurrentHashMap<>();
    private final HttpServer server;

    FakeRegistry() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    FakeRegistry(HttpServer server) {
        this.server = server;
        server.createContext("/", this::answer);
        server.start();
    }

    URI url(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Knows a schema from the start; its JSON text as it would be in an answer. */
    void put(int id, String schema) {
        schemas.put(id, RegistryJson.request(schema));
    }

    @Nullable
    String body(int id) {
        return schemas.get(id);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + path);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!statusesFirst.isEmpty()) {
            respond(exchange, statusesFirst.remove(0), "{\"error_code\":50001,\"message\":\"planned\"}");
        } else if (path.matches("/subjects/[^/]+/versions")
                && exchange.getRequestMethod().equals("POST")) {
            respond(exchange, 200, "{\"version\":1,\"id\":" + idOf(body) + "}");
        } else if (path.matches("/schemas/ids/\\d+")) {
            String found = schemas.get(Integer.valueOf(path.substring("/schemas/ids/".length())));
            respond(exchange, found == null ? 404 : 200, found == null ? "{\"error_code\":40403}" : found);
        } else {
            respond(exchange, 404, "{\"error_code\":404}");
        }
    }

    private int idOf(String body) {
        for (Map.Entry<Integer, String> schema : schemas.entrySet()) {
            if (schema.getValue().equals(body)) {
                return schema.getKey();
            }
        }
        int id = 100_001 + schemas.size();
        schemas.put(id, body);
        return id;
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
