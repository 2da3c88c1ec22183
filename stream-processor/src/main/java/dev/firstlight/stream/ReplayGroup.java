package dev.firstlight.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/** What Kafka keeps of one replay: a consumer group and changelogs, both there for as long as the replay. Threads: one. */
final class ReplayGroup {

    private static final long TIMEOUT_SECONDS = 30;
    private static final int REMOVALS_MAX = 50;
    private static final long PAUSE_MS = 200;

    private final Admin admin;
    private final String application;

    ReplayGroup(Admin admin, String application) {
        this.admin = admin;
        this.application = application;
    }

    /** Has the group begin where the range does. */
    void begin(RawRange range) throws InterruptedException, ExecutionException, TimeoutException {
        admin.alterConsumerGroupOffsets(application, range.startsToCommit())
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** Up to where it has come. */
    Map<TopicPartition, Long> committed() throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> found = admin.listConsumerGroupOffsets(application)
                .partitionsToOffsetAndMetadata()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        found.forEach((partition, offset) -> committed.put(partition, offset == null ? 0L : offset.offset()));
        return committed;
    }

    /** Deletes both; a group that still has its member is asked again, for some seconds. */
    void remove() throws InterruptedException, ExecutionException, TimeoutException {
        for (int attempt = 0; attempt < REMOVALS_MAX && !isGroupGone(); attempt++) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
        Set<String> internal = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS).stream()
                .filter(name -> name.startsWith(application + "-"))
                .collect(Collectors.toSet());
        admin.deleteTopics(internal).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private boolean isGroupGone() throws InterruptedException, ExecutionException, TimeoutException {
        try {
            admin.deleteConsumerGroups(List.of(application)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return true;
            }
            if (e.getCause() instanceof GroupNotEmptyException) {
                return false;
            }
            throw e;
        }
    }
}
