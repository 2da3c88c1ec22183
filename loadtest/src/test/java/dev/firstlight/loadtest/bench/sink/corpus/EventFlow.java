package dev.firstlight.loadtest.bench.sink.corpus;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Events that arrive by the clock, at a constant rate, whatever the sink does. Threads: one of its own, until {@link #close}, which
 * returns when Kafka has all of them.
 */
public final class EventFlow implements AutoCloseable {

    /** Events become due together, as many as come in it. */
    private static final long TICK_NANOS = 5_000_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final List<ShopEvents.Made> events;
    private final double perSecond;
    private final AtomicLong acknowledged = new AtomicLong();
    private final Thread thread = new Thread(this::run, "event-flow");
    private volatile boolean isOver;

    public EventFlow(String bootstrapServers, String topic, List<ShopEvents.Made> events, double perSecond) {
        this.topic = topic;
        this.events = events;
        this.perSecond = perSecond;
        producer = new KafkaProducer<>(
                EventPieces.properties(bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
        thread.setDaemon(true);
        thread.start();
    }

    /** Events that Kafka has so far. */
    public long acknowledged() {
        return acknowledged.get();
    }

    @Override
    public void close() throws InterruptedException {
        isOver = true;
        thread.join();
        producer.close();
    }

    private void run() {
        long startNanos = System.nanoTime();
        long sent = 0;
        while (!isOver) {
            long due = (long) ((System.nanoTime() - startNanos) * perSecond / NANOS_PER_SECOND);
            for (; sent < due; sent++) {
                ShopEvents.Made event = events.get((int) (sent % events.size()));
                var unused = producer.send(
                        new ProducerRecord<>(topic, event.key(), event.value()),
                        (metadata, problem) -> acknowledged.addAndGet(problem == null ? 1 : 0));
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
    }
}
