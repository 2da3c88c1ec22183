package dev.firstlight.sink;

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
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes puts over HTTP as S3 does, unless the script says otherwise. */
final class FakeS3 implements AutoCloseable {

    private record Failure(int status, String code) {}

    private final HttpServer server;
    private final Queue<Failure> script = new ConcurrentLinkedQueue<>();

    /** What was put, by path: bucket and key. */
    final Map<String, byte[]> objects = new ConcurrentHashMap<>();

    /** The headers of each call. */
    final List<Headers> calls = new ArrayList<>();

    FakeS3() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next call is answered with an error. */
    FakeS3 thenFail(int status, String code) {
        script.add(new Failure(status, code));
        return this;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        calls.add(exchange.getRequestHeaders());
        Failure failure = script.poll();
        if (failure == null) {
            objects.put(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(), body);
            exchange.getResponseHeaders().set("ETag", "\"0\"");
            exchange.sendResponseHeaders(200, -1);
        } else {
            byte[] xml = ("<Error><Code>" + failure.code() + "</Code><Message>scripted</Message></Error>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(failure.status(), xml.length);
            exchange.getResponseBody().write(xml);
        }
        exchange.close();
    }
}
