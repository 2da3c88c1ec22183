package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.sink.process.PipelineProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Fires pixels with a known id by the clock and asks the warehouse for them. Latency counts from when a pixel should have left until the answer that has it
 * was there, so it is too long by up to the time between two questions, and by that of the question. Threads: one of its own fires, the caller's asks.
 */
final class Probes implements AutoCloseable {

    static final long LOOK_EACH_MS = 100;

    private static final String PIXEL = "probe";
    private static final long EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final Duration FOUND_WITHIN = Duration.ofSeconds(60);
    private static final long LATENCY_MS_MAX = TimeUnit.MINUTES.toMillis(10);
    private static final double MS_PER_SECOND = 1e3;
    private static final String ASK = "select event_id from events where pixel_id = '" + PIXEL + "'";

    /** What came of it; {@code NaN} unless all were found. */
    record Found(Histogram latencyMs, int missing) {

        double p50Seconds() {
            return seconds(50);
        }

        double p99Seconds() {
            return seconds(99);
        }

        private double seconds(double percentile) {
            return missing > 0 ? Double.NaN : latencyMs.getValueAtPercentile(percentile) / MS_PER_SECOND;
        }

        @Override
        public String toString() {
            return "%d probes found, %d not; p50 %d, p99 %d, greatest %d ms"
                    .formatted(
                            latencyMs.getTotalCount(),
                            missing,
                            latencyMs.getValueAtPercentile(50),
                            latencyMs.getValueAtPercentile(99),
                            latencyMs.getMaxValue());
        }
    }

    private final PipelineProcess pipeline;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Long> dueNanos = new ConcurrentHashMap<>();
    private volatile boolean isOver;

    Probes(PipelineProcess pipeline) {
        this.pipeline = pipeline;
    }

    /** Fires for so long, and looks until all are found or a minute has passed. */
    Found run(Duration duration) throws IOException, InterruptedException {
        Histogram latencyMs = new Histogram(LATENCY_MS_MAX, 3);
        Set<String> found = new HashSet<>();
        Thread firing = new Thread(() -> fire(duration), "probes");
        firing.start();
        long until = System.nanoTime() + duration.plus(FOUND_WITHIN).toNanos();
        while (System.nanoTime() < until && (firing.isAlive() || found.size() < dueNanos.size())) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EACH_MS);
            Set<String> there = new HashSet<>(pipeline.ask(ASK));
            long nowNanos = System.nanoTime();
            there.removeAll(found);
            for (String id : there) {
                latencyMs.recordValue(
                        TimeUnit.NANOSECONDS.toMillis(nowNanos - Objects.requireNonNull(dueNanos.get(id))));
            }
            found.addAll(there);
        }
        firing.join();
        return new Found(latencyMs, dueNanos.size() - found.size());
    }

    private void fire(Duration duration) {
        long startNanos = System.nanoTime();
        for (int i = 0; !isOver && i * EACH_NANOS < duration.toNanos(); i++) {
            long due = startNanos + i * EACH_NANOS;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            String id = "probe-" + i;
            dueNanos.put(id, due);
            URI pixel = URI.create("http://127.0.0.1:" + pipeline.collector().getPort() + "/" + PIXEL
                    + "/pixel.png?e=page_view&eid=" + id);
            var unused = http.sendAsync(HttpRequest.newBuilder(pixel).build(), HttpResponse.BodyHandlers.discarding());
        }
    }

    @Override
    public void close() {
        isOver = true;
    }
}
