package dev.firstlight.loadtest.tracker;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.RawEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code firstlight.raw} holds, read on as it grows. Threads: one of its own reads; any may ask. Failure: a record that cannot be read ends the
 * reading, and whoever asks is told; what the edge refused may well be such, and is an arrival without fields. Bounds: all arrivals stay in memory, some
 * kilobytes each, as many as the matrix makes.
 */
final class RawLog implements AutoCloseable {

    private static final Duration STEP = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final PackReader packs = new PackReader(new SchemaBook());
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Thread reader = new Thread(this::read, "reading-raw");
    /** A connection of its own: on the reader's a question waits behind the fetch that is under way. */
    private final Admin admin;

    private final Map<TopicPartition, OffsetSpec> latest;
    private final Map<TopicPartition, Long> readTo = new HashMap<>();
    private @Nullable Exception broken;
    private volatile boolean isClosed;

    /** The topic must be there. */
    RawLog(String bootstrapServers, String topic, int partitions) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", bootstrapServers, "enable.auto.commit", false, "reconnect.backoff.max.ms", 100);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers, "reconnect.backoff.max.ms", 100));
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        latest = all.stream().collect(toMap(each -> each, each -> OffsetSpec.latest()));
        consumer.assign(all);
        consumer.seekToBeginning(all);
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
    List<Arrival> since(int position) throws InterruptedException {
        List<Arrival> all = readTo(ends());
        return all.subList(position, all.size());
    }

    /** How many there are, once all has been read that the topic holds as this is asked. */
    int position() throws InterruptedException {
        return readTo(ends()).size();
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
        admin.close(Duration.ZERO);
    }

    private synchronized List<Arrival> readTo(Map<TopicPartition, Long> ends) throws InterruptedException {
        while (!ends.entrySet().stream().allMatch(end -> readTo.getOrDefault(end.getKey(), 0L) >= end.getValue())) {
            requireRead();
            wait();
        }
        return List.copyOf(arrivals);
    }

    private Map<TopicPartition, Long> ends() throws InterruptedException {
        try {
            return admin.listOffsets(latest).all().get().entrySet().stream()
                    .collect(toMap(Map.Entry::getKey, end -> end.getValue().offset()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not say where firstlight.raw ends", e);
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
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(STEP)) {
                    take(each, packs.read(each.value()));
                }
            }
        } catch (UnreadableException | JsonProcessingException | RuntimeException e) { // told to whoever asks
            fail(e);
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private synchronized void take(ConsumerRecord<byte[], byte[]> from, PackReader.Pack pack)
            throws JsonProcessingException {
        for (PackReader.Item item : pack.items()) {
            RawEvent event = item.event();
            if (event == null) {
                throw new IllegalStateException("an unreadable item: " + item.detail());
            }
            arrivals.add(Arrival.of(event));
        }
        readTo.put(new TopicPartition(from.topic(), from.partition()), from.offset() + 1);
        notifyAll();
    }

    private synchronized void fail(Exception e) {
        broken = e;
        notifyAll();
    }
}
