package dev.firstlight.standalone.cli;

import dev.firstlight.schema.Topic;
import dev.firstlight.standalone.up.Stage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/**
 * What a stage has not read of its topic. Waits until it is past where the topic ended at first, and else reads what it has left, so as to
 * say from which minute of receipt on it may be missing further down.
 *
 * <p>One thread. Bounds: the deadline, and {@value #RECORDS_MAX} records read after it; who has more left has an unknown minute.
 */
final class Unread {

    /** Up to where a consumer group has read, by partition; what is not there was not read at all. */
    @FunctionalInterface
    interface Committed {
        Map<TopicPartition, Long> of(String group) throws IOException;
    }

    /** The earliest time of receipt in a record, as {@link ReceiptTimes} answers it. */
    @FunctionalInterface
    interface Times {
        long earliestMs(Topic topic, byte[] value);
    }

    /** Some ten minutes of a thousand a second; beyond it a person would wait too long for the answer. */
    static final int RECORDS_MAX = 500_000;

    private static final long STEP_MS = 100;
    private static final long MS_PER_MINUTE = 60_000;

    private final TopicScan scan;
    private final Committed committed;
    private final Times times;
    private final InstantSource clock;

    Unread(TopicScan scan, Committed committed, Times times, InstantSource clock) {
        this.scan = scan;
        this.committed = committed;
        this.times = times;
        this.clock = clock;
    }

    /** The first minute of receipt of which something is left to read at {@code deadlineMs}, as {@link Hands#unreadMinute} has it. */
    long minuteAfter(Stage stage, long deadlineMs) throws IOException, InterruptedException {
        Topic topic = stage.topic();
        Map<TopicPartition, Long> ends = new HashMap<>(scan.ends(topic));
        while (true) {
            Map<TopicPartition, Long> from = committed.of(stage.group());
            ends.entrySet().removeIf(end -> {
                long read = from.getOrDefault(end.getKey(), 0L);
                return read >= end.getValue() || !scan.hasRecord(end.getKey(), read, end.getValue());
            });
            if (ends.isEmpty()) {
                return Hands.NOTHING;
            }
            if (clock.millis() >= deadlineMs) {
                return minuteOf(topic, from, ends);
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        }
    }

    private long minuteOf(Topic topic, Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> from = new HashMap<>();
        ends.keySet().forEach(partition -> from.put(partition, committed.getOrDefault(partition, 0L)));
        AtomicLong earliestMs = new AtomicLong(Long.MAX_VALUE);
        boolean isWhole = scan.read(from, ends, RECORDS_MAX, record -> {
            byte[] value = record.value();
            if (value != null) {
                earliestMs.accumulateAndGet(times.earliestMs(topic, value), Math::min);
            }
        });
        if (!isWhole) {
            return Hands.UNKNOWN;
        }
        return earliestMs.get() == Long.MAX_VALUE ? Hands.NOTHING : Math.floorDiv(earliestMs.get(), MS_PER_MINUTE);
    }
}
