package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.KafkaConfig;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Asks Kafka something small every so often, and says whether it answered: what tells a slow Kafka from one that is down, and makes
 * readiness wait for a real round trip. Threads: one of its own. Failure: an answer that does not come within {@value #TIMEOUT_MS} ms is silence.
 */
final class BrokerProbe implements AutoCloseable {

    private static final int TIMEOUT_MS = 2_000;
    private static final long EVERY_MS = 2_000;
    private static final long EVERY_WHILE_AWAY_MS = 500;

    private final Map<String, Object> properties;
    private final BrokerState state;
    private final AtomicLong roundTripMs = new AtomicLong(-1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "broker-probe");

    BrokerProbe(KafkaConfig kafka, BrokerState state, Meters meters) {
        properties = kafka.clientProperties();
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "firstlight-collector-probe");
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        this.state = state;
        meters.gauge(CollectorMeter.KAFKA_ROUND_TRIP_MS, roundTripMs::get);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        thread.interrupt();
        thread.join();
    }

    private void run() {
        try {
            while (!closing.await(EVERY_WHILE_AWAY_MS, TimeUnit.MILLISECONDS)) {
                try (Admin admin = Admin.create(properties)) {
                    askUntilClosed(admin);
                } catch (RuntimeException e) { // a client that cannot be made just now: once more
                    state.silent("the probe failed: " + e.getClass().getSimpleName());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        }
    }

    private void askUntilClosed(Admin admin) throws InterruptedException {
        boolean isOver = false;
        while (!isOver) {
            ask(admin);
            boolean isUp = state.way() == BrokerState.Way.UP;
            isOver = closing.await(isUp ? EVERY_MS : EVERY_WHILE_AWAY_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void ask(Admin admin) throws InterruptedException {
        long startedNanos = System.nanoTime();
        try {
            admin.describeCluster().nodes().get(2L * TIMEOUT_MS, TimeUnit.MILLISECONDS);
            roundTripMs.set(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
            state.answered();
        } catch (ExecutionException e) {
            roundTripMs.set(-1);
            Throwable cause = e.getCause() == null ? e : e.getCause();
            state.silent("no answer: " + cause.getClass().getSimpleName());
        } catch (TimeoutException e) {
            roundTripMs.set(-1);
            state.silent("no answer within " + 2 * TIMEOUT_MS + " ms");
        }
    }
}
