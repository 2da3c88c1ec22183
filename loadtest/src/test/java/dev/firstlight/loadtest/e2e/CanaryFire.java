package dev.firstlight.loadtest.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Fires hits that carry what must not be kept, as a trusted proxy on loopback passes them on. */
final class CanaryFire {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final UpProcess up;
    private final Canary token;
    private final Canary cookie;

    CanaryFire(UpProcess up, Canary token, Canary cookie) {
        this.up = up;
        this.token = token;
        this.cookie = cookie;
    }

    /** A hit of the client at {@code address}; its status. */
    int get(String target, String forwarded) throws IOException, InterruptedException {
        return send(request(target, forwarded).GET().build());
    }

    int post(String target, String forwarded, String body) throws IOException, InterruptedException {
        return send(request(target, forwarded)
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Bytes that are no HTTP, on a connection of their own; what is answered is read to its end. */
    void raw(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), up.port("collector"))) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }

    private int send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private HttpRequest.Builder request(String target, String forwarded) throws IOException {
        String nearest = forwarded.substring(forwarded.lastIndexOf(' ') + 1);
        return HttpRequest.newBuilder(URI.create(up.uri("collector", target).toString()))
                .timeout(Duration.ofSeconds(20))
                .header("X-Forwarded-For", forwarded)
                .header("X-Real-IP", nearest)
                .header("True-Client-IP", nearest)
                .header("CF-Connecting-IP", nearest)
                .header("Forwarded", "for=" + nearest)
                .header("Via", "1.1 " + nearest)
                .header("Cookie", "session=" + cookie.text() + "; theme=dark")
                .header("Authorization", "Bearer " + token.text())
                .header("Proxy-Authorization", "Basic " + token.text())
                .header("X-Api-Key", token.text());
    }
}
