package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.Event;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Sees committed events as they come: how many, how far into each partition of the raw log, and how long a partition was silent at most while the
 * load flowed. Threads: one of its own; what it saw may be asked from any.
 */
final class Watch implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final long LOOK_MS = 5;

    private final KafkaConfig kafka;
    private final AvroCodec<Event> codec = new AvroCodec<>(Event.getClassSchema(), new SchemaBook());
    private final AtomicLong events = new AtomicLong();
    private final AtomicLongArray reached;
    private final long[] lastNanos;
    private final AtomicLong silenceNanos = new AtomicLong();
    private final Thread thread = new Thread(this::watch, "watch");
    private volatile boolean isClosed;
    private volatile boolean isFlowing = true;

    Watch(KafkaConfig kafka) {
        this.kafka = kafka;
        int partitions = kafka.partitionsOf(Topic.RAW);
        reached = new AtomicLongArray(partitions);
        lastNanos = new long[partitions];
        thread.setDaemon(true);
        thread.start();
    }

    long events() {
        return events.get();
    }

    /** Returns when more than {@code count} events came; throws when they do not in time or their only processor is dead. */
    void awaitMoreThan(long count, long seconds, Processor processor) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (events.get() <= count) {
            if (System.nanoTime() - endNanos > 0 || !processor.isAlive()) {
                String why = processor.isAlive() ? "for " + seconds + " s" : "and it ended by itself";
                throw new IllegalStateException("no output " + why);
            }
            Pause.of(LOOK_MS);
        }
    }

    /** Whether each partition has an event of a later offset of the raw log. */
    boolean isBeyond(long[] offsets) {
        for (int i = 0; i < offsets.length; i++) {
            if (reached.get(i) <= offsets[i]) {
                return false;
            }
        }
        return true;
    }

    /** From here on silence is no news. */
    void loadEnds() {
        isFlowing = false;
    }

    /** The longest time between two events of one partition. */
    long silenceMs() {
        return TimeUnit.NANOSECONDS.toMillis(silenceNanos.get());
    }

    @Override
    public void close() throws InterruptedException {
        isClosed = true;
        thread.join();
    }

    private void watch() {
        try (TopicReader reader = new TopicReader(kafka, Topic.EVENTS)) {
            while (!isClosed) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                    see(codec.decode(record.value()));
                }
            }
        } catch (KafkaException | UnreadableException e) {
            System.out.println("the watch ended: " + e); // who waits for an output will say so
        }
    }

    private void see(Event event) {
        int partition = event.getRawPartition();
        long nowNanos = System.nanoTime();
        if (isFlowing && lastNanos[partition] != 0) {
            silenceNanos.accumulateAndGet(nowNanos - lastNanos[partition], Math::max);
        }
        lastNanos[partition] = nowNanos;
        reached.accumulateAndGet(partition, event.getRawOffset(), Math::max);
        events.incrementAndGet();
    }
}
