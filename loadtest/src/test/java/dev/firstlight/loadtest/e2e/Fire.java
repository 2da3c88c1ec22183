package dev.firstlight.loadtest.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Fires pixels and remembers which were answered 200: those are promised. Sends each id once, on keep-alive connections, from a few
 * threads.
 */
final class Fire {

    private static final int THREADS = 8;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Event ids that were answered 200. */
    Set<String> answered() {
        return answered;
    }

    HttpResponse<byte[]> get(URI uri) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(20))
                        .GET()
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<String> post(URI uri, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Fires {@code count} events at {@code pixel} and returns when all are answered or failed. */
    void many(URI collector, String pixel, int count) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> shares = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int share = count / THREADS + (thread < count % THREADS ? 1 : 0);
                shares.add(threads.submit(() -> {
                    for (int i = 0; i < share && !stopped.get(); i++) {
                        one(collector, pixel);
                    }
                    return null;
                }));
            }
            for (Future<?> share : shares) {
                share.get(5, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** No further event is fired. */
    void stop() {
        stopped.set(true);
    }

    private void one(URI collector, String pixel) throws InterruptedException {
        String id = UUID.randomUUID().toString();
        try {
            HttpResponse<byte[]> response = get(collector.resolve("/" + pixel + "/pixel.png?e=page_view&eid=" + id));
            if (response.statusCode() == 200) {
                answered.add(id);
            }
        } catch (IOException e) {
            // not answered, so nothing was promised
        }
    }
}
