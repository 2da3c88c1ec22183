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

    /** How Kafka Streams ends the names of topics that it makes, those of the processor and of replays included: {@code <application>-<store>…}. */
    private static final List<String> INTERNAL_ENDS =
            List.of("-changelog", "-repartition", "-subscription-registration-topic", "-subscription-response-topic");

    /** As in {@code __consumer_offsets} and {@code __transaction_state}. */
    private static final String KAFKAS_OWN = "__";

    private static final long TIMEOUT_SECONDS = 30;

    private final KafkaConfig kafka;

    public EventsTopics(KafkaConfig kafka) {
        this.kafka = kafka;
    }

    /**
     * Why no events may be written to the topic {@code name}, as a sentence about it; none when they may. Names alone are looked at: what
     * somebody else keeps in a topic of theirs nobody here can know.
     */
    public @Nullable String reasonAgainst(String name) {
        for (Topic topic : Topic.values()) {
            if (kafka.nameOf(topic).equals(name)) {
                return "is a topic of the pipeline's own; for " + kafka.nameOf(Topic.EVENTS) + " say --force";
            }
        }
        if (INTERNAL_ENDS.stream().anyMatch(name::endsWith)) {
            return "is named as the state of a Kafka Streams application is: events in there would be read as its state";
        }
        return name.startsWith(KAFKAS_OWN) ? "is named as Kafka's own topics are" : null;
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
