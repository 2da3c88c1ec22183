package dev.firstlight.loadtest.tracker;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.RawEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code firstlight.raw} holds, read on as it grows. Threads: one of its own reads; any may ask. Failure: a record that cannot be read ends the
 * reading, and whoever asks is told. Bounds: all arrivals stay in memory, some kilobytes each, as many as the matrix makes.
 */
final class RawLog implements AutoCloseable {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final int FETCH_WAIT_MS = 20;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final PackReader packs = new PackReader(new SchemaBook());
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Thread reader = new Thread(this::read, "reading-raw");
    private final List<TopicPartition> partitions;
    private @Nullable Exception broken;
    /** How often it was asked where the log ends, and up to which of these questions it has read what there was. */
    private long asked;

    private long reached;
    private volatile boolean isClosed;

    /** The topic must be there. */
    RawLog(String bootstrapServers, String topic, int partitions) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "enable.auto.commit",
                false,
                "reconnect.backoff.max.ms",
                100,
                // A question where the log ends waits behind the fetch that is under way.
                "fetch.max.wait.ms",
                FETCH_WAIT_MS);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(this.partitions);
        consumer.seekToBeginning(this.partitions);
        reader.setDaemon(true);
        reader.start();
    }

    /** Everything of a pixel so far, in the order in which it was read. */
    synchronized List<Arrival> of(String pixel) {
        return arrivals.stream()
                .filter(arrival -> arrival.pixel().equals(pixel))
                .toList();
    }

    synchronized List<Arrival> all() {
        return List.copyOf(arrivals);
    }

    /** Everything behind the first {@code position}, once all has been read that the topic holds as this is asked. */
    synchronized List<Arrival> since(int position) throws InterruptedException {
        readToTheEnd();
        return List.copyOf(arrivals.subList(position, arrivals.size()));
    }

    /** How many there are, once all has been read that the topic holds as this is asked. */
    synchronized int position() throws InterruptedException {
        readToTheEnd();
        return arrivals.size();
    }

    /** Which of these numbers of a pixel are not there, once all are or the time is over. */
    synchronized Set<String> missing(String pixel, Set<String> numbers, Duration within) throws InterruptedException {
        long endNanos = System.nanoTime() + within.toNanos();
        Set<String> missing = missing(pixel, numbers);
        for (long leftMs = within.toMillis(); !missing.isEmpty() && leftMs > 0; missing = missing(pixel, numbers)) {
            wait(leftMs);
            leftMs = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        }
        return missing;
    }

    @Override
    public void close() throws InterruptedException {
        isClosed = true;
        reader.join();
    }

    private void readToTheEnd() throws InterruptedException {
        long question = ++asked;
        consumer.wakeup();
        while (reached < question) {
            requireRead();
            wait();
        }
    }

    private void requireRead() {
        if (broken != null) {
            throw new IllegalStateException("firstlight.raw is not read any more", broken);
        }
    }

    private Set<String> missing(String pixel, Set<String> numbers) {
        requireRead();
        Set<String> missing = new TreeSet<>(numbers);
        of(pixel).forEach(arrival -> missing.remove(arrival.number()));
        return missing;
    }

    private void read() {
        try {
            while (!isClosed) {
                readOn();
            }
        } catch (UnreadableException | JsonProcessingException | RuntimeException e) { // told to whoever asks
            fail(e);
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /** One step, or as many as lead to where the log ends, where somebody has asked. */
    private void readOn() throws UnreadableException, JsonProcessingException {
        try {
            long question = asked();
            if (question == reached) {
                step();
                return;
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!isClosed && !isBehind(ends)) {
                step();
            }
            reach(question);
        } catch (WakeupException e) { // somebody has asked, which is looked at next
            return;
        }
    }

    private void step() throws UnreadableException, JsonProcessingException {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(STEP)) {
            take(packs.read(each.value()));
        }
    }

    private boolean isBehind(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private synchronized long asked() {
        return asked;
    }

    private synchronized void reach(long question) {
        reached = question;
        notifyAll();
    }

    private synchronized void take(PackReader.Pack pack) throws JsonProcessingException {
        for (PackReader.Item item : pack.items()) {
            RawEvent event = item.event();
            if (event == null) {
                throw new IllegalStateException("an unreadable item: " + item.detail());
            }
            arrivals.add(Arrival.of(event));
        }
        notifyAll();
    }

    private synchronized void fail(Exception e) {
        broken = e;
        notifyAll();
    }
}
