package dev.firstlight.standalone.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.PortInUseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/**
 * Queries over HTTP for other processes of the same user: {@code POST /query} with SQL as the body, {@code GET /ledger?from=…&to=…&pixel=…}
 * (minutes since 1970; the newest counts, and in {@value #TRUNCATED} whether there are more),
 * {@code GET /waiting} (what is not loaded yet, and what was given up), {@code POST /redrive}, {@code GET /export?table=…&format=…}.
 *
 * <p>Listens on loopback only. A call must carry the token of {@link QueryToken}, and a {@code Host} that names this machine, so that a
 * page which rebinds its own name to 127.0.0.1 gets nothing. Threads: {@value #THREADS}; closing answers no more and leaves
 * the warehouse, which cancels what still runs, to its owner. What is refused is said in one sentence of text.
 */
public final class QueryEndpoint implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int BACKLOG = 16;
    private static final int SQL_BYTES_MAX = 64 * 1024;
    private static final String TRUNCATED = "X-Firstlight-Truncated";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Warehouse warehouse;
    private final LongSupplier bufferedSince;
    private final QueryToken token;
    private final ErrorLog errors = new ErrorLog(QueryEndpoint.class);
    private final ExecutorService threads;
    private final HttpServer server;
    private final Set<String> hosts;

    /**
     * Listens at once.
     *
     * @param port 0 takes a free one
     * @param tokenFile is written with a new token
     * @param bufferedSince epoch milliseconds of the oldest record that is in no object yet; {@code Long.MAX_VALUE} for none
     * @throws PortInUseException when another process has the port
     */
    public QueryEndpoint(int port, Path tokenFile, Warehouse warehouse, LongSupplier bufferedSince) {
        this.warehouse = warehouse;
        this.bufferedSince = bufferedSince;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            server = HttpServer.create(address, BACKLOG);
            token = new QueryToken(tokenFile);
        } catch (BindException e) {
            throw new PortInUseException("query endpoint's", address, e);
        } catch (IOException e) {
            throw new UncheckedIOException("the query endpoint cannot be opened on " + address, e);
        }
        hosts = Set.of("127.0.0.1:" + port(), "localhost:" + port());
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "query-endpoint");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }

    /** An answer that fails once it has begun is not ended: the server cuts the connection, so that nobody takes a part of it for the whole. */
    private void handle(HttpExchange exchange) throws IOException {
        try {
            answer(exchange);
        } catch (RefusedQueryException e) {
            send(exchange, 400, e.getMessage() + "\n");
        } catch (IllegalArgumentException e) { // of a query string: not percent-encoded, or no number
            send(exchange, 400, "the query string cannot be read\n");
        } catch (RuntimeException | Error e) {
            errors.report("a query failed", e);
            send(exchange, 500, "the query failed; the log says why\n"); // throws where the answer has begun
        } catch (IOException e) {
            errors.report("an answer was cut off", e); // by whoever asked, or by a disk
            throw e;
        }
        exchange.close();
    }

    private void answer(HttpExchange exchange) throws IOException, RefusedQueryException {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host == null || !hosts.contains(host)) {
            send(exchange, 403, "this endpoint answers to 127.0.0.1 and localhost only\n");
        } else if (!token.isIn(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "a call needs the token of this run as Authorization: Bearer …\n");
        } else {
            switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
                case "POST /query" -> query(exchange);
                case "GET /ledger" -> ledger(exchange);
                case "GET /waiting" -> waiting(exchange);
                case "POST /redrive" -> redrive(exchange);
                case "GET /export" -> export(exchange);
                default -> send(exchange, 404, "query, ledger, waiting, redrive and export are answered here\n");
            }
        }
    }

    private void query(HttpExchange exchange) throws IOException, RefusedQueryException {
        byte[] sql;
        try (InputStream in = exchange.getRequestBody()) {
            sql = in.readNBytes(SQL_BYTES_MAX + 1);
        }
        if (sql.length > SQL_BYTES_MAX) {
            send(exchange, 413, "a query has at most " + SQL_BYTES_MAX + " bytes\n");
            return;
        }
        QueryResult result = warehouse.query(new String(sql, StandardCharsets.UTF_8));
        AnswerFormat format = AnswerFormat.accepted(exchange.getRequestHeaders().getFirst("Accept"));
        exchange.getResponseHeaders().set(TRUNCATED, String.valueOf(result.truncated()));
        begin(exchange, 200, format.mediaType(), 0);
        try (OutputStream out = exchange.getResponseBody()) {
            format.write(result, out);
        }
    }

    private void ledger(HttpExchange exchange) throws IOException, RefusedQueryException {
        Map<String, String> asked = asked(exchange);
        LedgerAnswer answer = warehouse.ledger(new LedgerRange(
                Long.parseLong(asked.getOrDefault("from", "0")),
                Long.parseLong(asked.getOrDefault("to", String.valueOf(Long.MAX_VALUE))),
                asked.get("pixel")));
        ArrayNode counts = JSON.createArrayNode();
        for (LedgerCount count : answer.counts()) {
            counts.addObject()
                    .put("pixel_id", count.pixelId())
                    .put("minute", count.minute())
                    .put("loaded", count.loaded())
                    .put("merged", count.merged())
                    .put("merged_away", count.mergedAway());
        }
        exchange.getResponseHeaders().set(TRUNCATED, String.valueOf(answer.isCut()));
        json(exchange, counts);
    }

    private void waiting(HttpExchange exchange) throws IOException, RefusedQueryException {
        // Buffers first: what leaves them in between is announced, and seen there.
        ObjectNode answer = JSON.createObjectNode()
                .put("buffered_since", bufferedSince.getAsLong())
                .put("announced_since", warehouse.waitingSinceMs());
        warehouse.givenUp().forEach(answer.putArray("given_up")::add);
        json(exchange, answer);
    }

    private void redrive(HttpExchange exchange) throws IOException, RefusedQueryException {
        Redriven redriven = warehouse.redrive();
        json(
                exchange,
                JSON.createObjectNode().put("manifests", redriven.manifests()).put("rows", redriven.rows()));
    }

    private void export(HttpExchange exchange) throws IOException, RefusedQueryException {
        Map<String, String> asked = asked(exchange);
        Export.Format format = Export.Format.of(asked.getOrDefault("format", ""));
        if (format == null) {
            throw new RefusedQueryException("an export is parquet or csv");
        }
        try (Export.Exported exported = warehouse.export(asked.getOrDefault("table", ""), format);
                InputStream in = Files.newInputStream(exported.file())) {
            long bytes = Files.size(exported.file());
            begin(exchange, 200, "application/octet-stream", 0);
            long sent = in.transferTo(exchange.getResponseBody());
            if (sent < bytes) {
                throw new IOException("the file of an export ended after " + sent + " of " + bytes + " bytes");
            }
        } // the answer ends after it, so that who has all of it finds the place free
    }

    private static Map<String, String> asked(HttpExchange exchange) {
        Map<String, String> asked = new HashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&", 10)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                asked.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return asked;
    }

    private static void json(HttpExchange exchange, JsonNode answer) throws IOException {
        byte[] body = JSON.writeValueAsBytes(answer);
        begin(exchange, 200, "application/json", body.length);
        exchange.getResponseBody().write(body);
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        begin(exchange, status, "text/plain", body.length);
        exchange.getResponseBody().write(body);
    }

    private static void begin(HttpExchange exchange, int status, String mediaType, int length) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", mediaType + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, length);
    }
}
