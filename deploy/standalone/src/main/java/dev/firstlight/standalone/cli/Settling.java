package dev.firstlight.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.Topic;
import dev.firstlight.standalone.up.RunFile;
import dev.firstlight.standalone.up.Stage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the pipeline is past a moment: the processor past the end that {@code raw} had then, the sink past the end of
 * {@code events} after that, the warehouse past what Firehose held after that. What differs afterwards, and was received before, is no longer on
 * its way. Under load too: it does not wait for rest. Of a stage that is not past the moment in time it says what it may have in hand.
 *
 * <p>One thread; bounded by the deadline, and by what {@link Unread} reads after it.
 */
final class Settling {

    private static final long STEP_MS = 100;
    private static final long ASK_SECONDS = 10;

    /** Rows were delivered before their object was announced: by what a stream may buffer at most (BufferingHints, 900 s). */
    private static final long BUFFERED_MAX_MS = 900_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Running running;
    private final RunFile run;
    private final TopicScan scan;
    private final InstantSource clock;

    private @Nullable ReceiptTimes times;

    Settling(Running running, RunFile run, TopicScan scan, InstantSource clock) {
        this.running = running;
        this.run = run;
        this.scan = scan;
        this.clock = clock;
    }

    /** What is in whose hands, all of it from before now, at {@code deadlineMs} or when nothing is. */
    Hands await(long deadlineMs) throws IOException {
        Map<String, Object> properties = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, run.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            Unread unread = new Unread(scan, group -> committed(admin, group), this::earliestMs, clock);
            long raw = unread.minuteAfter(Stage.PROCESSOR, deadlineMs);
            long events = unread.minuteAfter(Stage.SINK, deadlineMs);
            long momentMs = clock.millis();
            long storingMs = storingSinceMs(momentMs, deadlineMs);
            return new Hands(behind(raw, events, storingMs < momentMs), Math.min(raw, events), storingMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static @Nullable String behind(long raw, long events, boolean isStoring) {
        if (raw != Hands.NOTHING) {
            return Stage.PROCESSOR.text();
        }
        if (events != Hands.NOTHING) {
            return Stage.SINK.text();
        }
        return isStoring ? "the warehouse" : null;
    }

    /** What was delivered before the time that this answers is loaded; {@code momentMs} at most, 0 when it cannot be said. */
    private long storingSinceMs(long momentMs, long deadlineMs) throws IOException, InterruptedException {
        long bufferedMs = oldestMs("buffered_since", momentMs, deadlineMs);
        long announcedMs = oldestMs("announced_since", clock.millis(), deadlineMs);
        long deliveredMs = announcedMs == Long.MAX_VALUE ? announcedMs : announcedMs - BUFFERED_MAX_MS;
        return Math.max(0, Math.min(momentMs, Math.min(bufferedMs, deliveredMs)));
    }

    /**
     * Since when the oldest waits at a place, {@code Long.MAX_VALUE} once all that did at a moment has gone on to the next: what is in a buffer now was
     * begun before now, so when the oldest is younger, it has.
     */
    private long oldestMs(String place, long momentMs, long deadlineMs) throws IOException, InterruptedException {
        while (true) {
            JsonNode waiting = JSON.readTree(
                    running.warehouse(run, "/waiting", null, "application/json").body());
            long oldestMs = waiting.path(place).asLong();
            if (oldestMs > momentMs) {
                return Long.MAX_VALUE;
            }
            if (clock.millis() >= deadlineMs) {
                return oldestMs;
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        }
    }

    private long earliestMs(Topic topic, byte[] value) {
        ReceiptTimes known = times;
        if (known == null) { // only who is behind has to be read
            known = new ReceiptTimes(Formats.of(running, run));
            times = known;
        }
        return known.earliestMs(topic, value);
    }

    private static Map<TopicPartition, Long> committed(Admin admin, String group) throws IOException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        try {
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(ASK_SECONDS, TimeUnit.SECONDS)
                    .forEach((partition, offset) -> {
                        if (offset != null) {
                            committed.put(partition, offset.offset());
                        }
                    });
            return committed;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of(); // it has read nothing yet
            }
            throw new IOException("the broker does not say what was read", e);
        } catch (TimeoutException e) {
            throw new IOException("the broker does not say what was read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
