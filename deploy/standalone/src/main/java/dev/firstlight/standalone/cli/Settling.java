package dev.firstlight.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.Topic;
import dev.firstlight.standalone.up.RunFile;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the pipeline is past a moment: the processor past the end that {@code raw} had then, the sink past the end of
 * {@code events} after that, the warehouse past what Firehose held after that. What differs afterwards, and was received before, is no longer on
 * its way. Under load too: it does not wait for rest.
 *
 * <p>One thread; bounded by the deadline, and then answers where it stands.
 */
final class Settling {

    private static final long STEP_MS = 100;
    private static final long ASK_SECONDS = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Running running;
    private final RunFile run;
    private final TopicScan scan;
    private final InstantSource clock;

    Settling(Running running, RunFile run, TopicScan scan, InstantSource clock) {
        this.running = running;
        this.run = run;
        this.scan = scan;
        this.clock = clock;
    }

    /** Who is not past the moment at {@code deadlineMs}, or nobody. */
    @Nullable
    String await(long deadlineMs) throws IOException {
        Map<String, Object> properties = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, run.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            if (!isRead(admin, Topic.RAW, deadlineMs)) {
                return "the stream-processor";
            }
            if (!isRead(admin, Topic.EVENTS, deadlineMs)) {
                return "the firehose-sink";
            }
            return isLoaded(deadlineMs) ? null : "the warehouse";
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the broker does not say what was read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private boolean isRead(Admin admin, Topic topic, long deadlineMs)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> ends = scan.ends(topic);
        while (true) {
            Map<TopicPartition, Long> committed = committed(admin, topic);
            ends.entrySet().removeIf(end -> {
                long from = committed.getOrDefault(end.getKey(), 0L);
                return from >= end.getValue() || !scan.hasRecord(end.getKey(), from, end.getValue());
            });
            if (ends.isEmpty() || clock.millis() >= deadlineMs) {
                return ends.isEmpty();
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        }
    }

    private boolean isLoaded(long deadlineMs) throws IOException, InterruptedException {
        return isPast("buffered_since", deadlineMs) && isPast("announced_since", deadlineMs);
    }

    /** What is in a buffer now was begun before now; when the oldest is younger, all of it has gone on to the next place. */
    private boolean isPast(String place, long deadlineMs) throws IOException, InterruptedException {
        long momentMs = clock.millis();
        while (true) {
            JsonNode waiting = JSON.readTree(
                    running.warehouse(run, "/waiting", null, "application/json").body());
            if (waiting.path(place).asLong() > momentMs) {
                return true;
            }
            if (clock.millis() >= deadlineMs) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        }
    }

    /** The furthest that any group has committed. */
    private static Map<TopicPartition, Long> committed(Admin admin, Topic topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (GroupListing group : admin.listGroups().all().get(ASK_SECONDS, TimeUnit.SECONDS)) {
            admin.listConsumerGroupOffsets(group.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get(ASK_SECONDS, TimeUnit.SECONDS)
                    .forEach((partition, offset) -> {
                        if (partition.topic().equals(topic.topicName()) && offset != null) {
                            committed.merge(partition, offset.offset(), Math::max);
                        }
                    });
        }
        return committed;
    }
}
