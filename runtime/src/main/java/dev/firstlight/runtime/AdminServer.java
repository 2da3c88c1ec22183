package dev.firstlight.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /live}, {@code /ready}, {@code /metrics} and {@code /config} of one service, for operators and their machines.
 *
 * <p>Threads: one of its own; a slow reader delays other readers, never the service. {@code /ready} answers 503 with the reason
 * of every condition that does not hold.
 */
public final class AdminServer implements AutoCloseable {

    /** What an endpoint answers. */
    private record Answer(int status, String contentType, String body) {}

    private final HttpServer server;
    private final ExecutorService thread;

    /** @throws PortInUseException when another process has the port */
    public AdminServer(AdminConfig config, Meters meters, Readiness readiness, Supplier<String> effectiveConfig) {
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        try {
            server = HttpServer.create(address, 0);
        } catch (BindException e) {
            throw new PortInUseException("admin", address, e);
        } catch (IOException e) {
            throw new IllegalStateException("the admin endpoint cannot listen on " + address, e);
        }
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "admin");
            made.setDaemon(true);
            return made;
        });
        server.setExecutor(thread);
        answer("/live", () -> new Answer(200, "text/plain", "live\n"));
        answer("/ready", () -> ready(readiness));
        answer("/metrics", () -> new Answer(200, "text/plain; version=0.0.4", meters.prometheusText()));
        answer("/config", () -> new Answer(200, "application/json", effectiveConfig.get()));
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }

    /** One more page, of HTML that is made anew each time, on this server's thread. It can load nothing and run nothing. */
    public void page(String path, Supplier<String> html) {
        answer(path, () -> new Answer(200, "text/html", html.get()));
    }

    private static Answer ready(Readiness readiness) {
        Map<String, String> missing = readiness.missing();
        if (missing.isEmpty()) {
            return new Answer(200, "text/plain", "ready\n");
        }
        StringBuilder lines = new StringBuilder();
        missing.forEach((condition, reason) ->
                lines.append(condition).append(": ").append(reason).append('\n'));
        return new Answer(503, "text/plain", lines.toString());
    }

    private void answer(String path, Supplier<Answer> answers) {
        server.createContext(path, exchange -> {
            try (exchange) {
                boolean known = exchange.getRequestURI().getPath().equals(path);
                send(exchange, known ? answers.get() : new Answer(404, "text/plain", "not here\n"));
            }
        });
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType() + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
