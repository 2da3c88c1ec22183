package dev.firstlight.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.IntPredicate;

/** Speaks as much of Firehose's protocol over HTTP as the SDK's client needs, and misbehaves by script; else it accepts. */
final class FakeFirehose implements AutoCloseable {

    /** What becomes of one call. */
    private interface Behaviour {
        void answer(HttpExchange exchange, List<String> records) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What was accepted, record by record. */
    final List<String> accepted = new CopyOnWriteArrayList<>();

    /** How many records each call carried. */
    final List<Integer> calls = new CopyOnWriteArrayList<>();

    /** The names of the operations that were called. */
    final List<String> operations = new CopyOnWriteArrayList<>();

    /** Whom the calls were for: another than this, where this is their proxy. */
    final List<String> hosts = new CopyOnWriteArrayList<>();

    /** The calls as they came. */
    final List<Capture> captures = new CopyOnWriteArrayList<>();

    /** The stream's, as it describes itself; empty is a stream that is not there. */
    volatile String status = "ACTIVE";

    private final Semaphore called = new Semaphore(0);
    private volatile String lateText = "";
    private volatile CountDownLatch late = new CountDownLatch(0);

    /** A call as it came. */
    record Capture(Headers headers, String body) {
        String header(String name) {
            return headers.getFirst(name);
        }
    }

    FakeFirehose() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next call: records whose number {@code declined} holds for are not taken, with this code. */
    FakeFirehose thenTakeSome(IntPredicate declined, String code) {
        script.add((exchange, records) -> takeSome(exchange, records, declined, code));
        return this;
    }

    /** The next call: the first record is not taken, its entry says so, and the sum over the entries says that none failed. */
    FakeFirehose thenMiscount() {
        script.add((exchange, records) -> send(
                exchange,
                200,
                "{\"FailedPutCount\":0,\"RequestResponses\":[{\"ErrorCode\":\"InternalFailure\"}"
                        + ",{\"RecordId\":\"1\"}".repeat(records.size() - 1) + "]}"));
        return this;
    }

    /** The next call is answered with 200 and this. */
    FakeFirehose thenSay(String body) {
        script.add((exchange, records) -> send(exchange, 200, body));
        return this;
    }

    /** The next call is answered with an error. */
    FakeFirehose thenFail(int status, String code) {
        script.add((exchange, records) -> {
            exchange.getResponseHeaders().set("x-amzn-ErrorType", code);
            send(exchange, status, "{\"__type\":\"" + code + "\",\"message\":\"scripted\"}");
        });
        return this;
    }

    /** The next call is taken, but its answer comes after the client has gone. */
    FakeFirehose thenHang() {
        script.add((exchange, records) -> {
            accepted.addAll(records);
            await(closing);
            exchange.close();
        });
        return this;
    }

    /** The call that carries this, whenever it comes, is taken and answered, but not before {@code until}. */
    FakeFirehose takeLate(String text, CountDownLatch until) {
        lateText = text;
        late = until;
        return this;
    }

    /** Returns when so many more calls have come. */
    void awaitCalls(int count) throws InterruptedException {
        called.acquire(count);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String operation = target.substring(target.indexOf('.') + 1);
        operations.add(operation);
        hosts.add(exchange.getRequestHeaders().getFirst("Host"));
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (operation.equals("DescribeDeliveryStream")) {
            describe(exchange);
            return;
        }
        captures.add(new Capture(exchange.getRequestHeaders(), new String(body, StandardCharsets.UTF_8)));
        List<String> records = records(body);
        calls.add(records.size());
        called.release();
        if (records.stream().anyMatch(record -> record.contains(lateText))) {
            await(late);
        }
        Behaviour next = script.poll();
        if (next == null) {
            takeSome(exchange, records, i -> false, "");
        } else {
            next.answer(exchange, records);
        }
    }

    private void describe(HttpExchange exchange) throws IOException {
        if (status.isEmpty()) {
            exchange.getResponseHeaders().set("x-amzn-ErrorType", "ResourceNotFoundException");
            send(exchange, 400, "{\"__type\":\"ResourceNotFoundException\",\"message\":\"scripted\"}");
        } else {
            send(exchange, 200, "{\"DeliveryStreamDescription\":{\"DeliveryStreamStatus\":\"" + status + "\"}}");
        }
    }

    private void takeSome(HttpExchange exchange, List<String> records, IntPredicate declined, String code)
            throws IOException {
        List<String> entries = new ArrayList<>();
        int failed = 0;
        for (int i = 0; i < records.size(); i++) {
            if (declined.test(i)) {
                entries.add("{\"ErrorCode\":\"" + code + "\",\"ErrorMessage\":\"scripted\"}");
                failed++;
            } else {
                accepted.add(records.get(i));
                entries.add("{\"RecordId\":\"" + accepted.size() + "\"}");
            }
        }
        send(
                exchange,
                200,
                "{\"FailedPutCount\":" + failed + ",\"Encrypted\":false,\"RequestResponses\":["
                        + String.join(",", entries) + "]}");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static List<String> records(byte[] body) throws IOException {
        List<String> records = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(body)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals("Data")) {
                    parser.nextToken();
                    records.add(new String(parser.getBinaryValue(), StandardCharsets.UTF_8));
                }
            }
        }
        return records;
    }
}
