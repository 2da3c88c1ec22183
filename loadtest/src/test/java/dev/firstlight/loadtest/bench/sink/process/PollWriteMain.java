package dev.firstlight.loadtest.bench.sink.process;

import dev.firstlight.loadtest.bench.process.Lines;
import dev.firstlight.sink.LooseRows;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The baseline: polls events, committed ones only, writes a row for each into a file, a new one each time, and commits offsets after each megabyte or so as the sink does after
 * a call. {@code BOOTSTRAP TOPIC FILE WAY} in; {@code ready} out; then {@code run N} is answered with the events that were polled.
 *
 * <p>{@link Way#READY_MADE} makes no rows: it keeps those of the first events that it sees and writes them again and again, so what it writes are the sink's bytes
 * and what it does is nothing else. {@link Way#MADE} makes each row by the sink's own code. Threads: one, and Kafka's.
 */
public final class PollWriteMain {

    /** Where rows come from. */
    enum Way {
        READY_MADE,
        MADE
    }

    /** The sink's settings: {@code KafkaClients}. */
    private static final int FETCH_BYTES = 8 << 20;

    private static final int PARTITION_FETCH_BYTES = 2 << 20;
    private static final int POLL_RECORDS = 500;

    private static final int CALL_BYTES = 4 << 20;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int READY_MADE_ROWS = 5_000;
    private static final int EMPTY_POLLS_MAX = 300;
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LooseRows rows = new LooseRows();
    private final List<byte[]> readyMade = new ArrayList<>();
    private final Way way;
    private final Path file;
    private int next;

    private PollWriteMain(String bootstrapServers, String topic, Path file, Way way) {
        this.file = file;
        this.way = way;
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, "poll-write-" + topic);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
    }

    public static void main(String[] args) {
        PollWriteMain loop = new PollWriteMain(args[0], args[1], Path.of(args[2]), Way.valueOf(args[3]));
        Lines.serve("ready", command -> loop.run(Long.parseLong(command.substring("run ".length()))));
    }

    private String run(long events) {
        long polled = 0;
        int emptyPolls = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
            long uncommitted = 0;
            while (polled < events && emptyPolls < EMPTY_POLLS_MAX) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    byte[] row = row(record);
                    out.write(row);
                    uncommitted += row.length;
                }
                polled += records.count();
                if (uncommitted >= CALL_BYTES) {
                    consumer.commitSync();
                    uncommitted = 0;
                }
            }
            consumer.commitSync();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return String.valueOf(polled);
    }

    private byte[] row(ConsumerRecord<byte[], byte[]> record) {
        if (way == Way.MADE) {
            return rows.row(record);
        }
        if (readyMade.size() < READY_MADE_ROWS) {
            readyMade.add(rows.row(record));
        }
        next = (next + 1) % readyMade.size();
        return readyMade.get(next);
    }
}
