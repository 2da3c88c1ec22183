package dev.firstlight.standalone.up;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firstlight.runtime.PortInUseException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The demo shop: static pages that carry the tracker, served on loopback. Threads: two of its own.
 */
public final class ShopServer implements AutoCloseable {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> new Thread(task, "shop"));
    private final String collector;
    private final String pixel;
    private final String snippet;

    /**
     * Starts serving.
     *
     * @param collector origin that the tracker sends to, as {@code http://127.0.0.1:8080}
     */
    public ShopServer(int port, String collector, String pixel) {
        this.collector = collector;
        this.pixel = pixel;
        this.snippet = text(resource("/dev/firstlight/js/snippet.html"), "the snippet is not on the class path");
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            server = HttpServer.create(address, 0);
        } catch (BindException e) {
            throw new PortInUseException("shop", address, e);
        } catch (IOException e) {
            throw new IllegalStateException("the shop cannot listen on " + address, e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String name = path.equals("/") ? "index.html" : path.substring(1);
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            byte[] page = type == null || !name.matches("[a-z0-9-]+(/[a-z0-9-]+)*\\.[a-z]+")
                    ? null
                    : resource("/shop/" + name);
            if (page == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] body = name.endsWith(".html") ? filled(page) : page;
            exchange.getResponseHeaders().set("Content-Type", String.valueOf(type));
            exchange.getResponseHeaders().set("Cache-Control", "no-cache");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private byte[] filled(byte[] page) {
        return new String(page, StandardCharsets.UTF_8)
                .replace("{{snippet}}", snippet)
                .replace("{{collector}}", collector)
                .replace("{{pixel}}", pixel)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte @Nullable [] bytes, String otherwise) {
        if (bytes == null) {
            throw new IllegalStateException(otherwise);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] resource(String name) {
        try (InputStream in = ShopServer.class.getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            return null;
        }
    }
}
