package dev.firstlight.standalone.replay;

import dev.firstlight.runtime.CannotStartException;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** Topics that the events of a replay go to, with the settings of {@code firstlight.events}. Threads: any; blocks for seconds. */
public final class EventsTopics {

    /** What stands between the name of the events' topic and a number. */
    public static final String REPLAY = "-replay-";

    private static final long TIMEOUT_SECONDS = 30;

    private final KafkaConfig kafka;

    public EventsTopics(KafkaConfig kafka) {
        this.kafka = kafka;
    }

    /** Whether events may be written there: it is none of our own topics but one of a replay. */
    public boolean isFree(String name) {
        for (Topic topic : Topic.values()) {
            if (kafka.nameOf(topic).equals(name)) {
                return false;
            }
        }
        return true;
    }

    /** Makes the topic {@code name}, or the next {@code firstlight.events-replay-<n>}, unless it is there; answers its name. */
    public String make(@Nullable String name) {
        try (Admin admin = Admin.create(kafka.clientProperties())) {
            Set<String> there = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            String wanted = name == null ? next(there) : name;
            if (!there.contains(wanted)) {
                create(admin, wanted);
            }
            return wanted;
        } catch (ExecutionException | TimeoutException e) {
            throw new CannotStartException("the topic for the events cannot be made: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStartException("interrupted while the topic for the events was made", e);
        }
    }

    private String next(Set<String> there) {
        String prefix = kafka.nameOf(Topic.EVENTS) + REPLAY;
        int number = 1;
        while (there.contains(prefix + number)) {
            number++;
        }
        return prefix + number;
    }

    private void create(Admin admin, String name) throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, String> config = new HashMap<>(Topic.EVENTS.config());
        config.put("min.insync.replicas", String.valueOf(kafka.minInSyncReplicas()));
        NewTopic topic =
                new NewTopic(name, kafka.partitionsOf(Topic.EVENTS), (short) kafka.replication()).configs(config);
        admin.createTopics(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
