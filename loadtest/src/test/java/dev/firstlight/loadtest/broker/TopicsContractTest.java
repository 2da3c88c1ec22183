package dev.firstlight.loadtest.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.Topics;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract: topics are made as the catalogue has them, and what differs from it is refused. */
@Timeout(60)
@ExtendWith(Brokers.class)
final class TopicsContractTest {

    private final Log log;
    private final Admin admin;

    TopicsContractTest(Broker broker) {
        log = Log.on(broker);
        admin = log.admin();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void shouldMakeATopicAsTheCatalogueHasIt(Topic topic) throws Exception {
        log.create(topic);

        TopicDescription made = described(topic);
        Config config = configOf(topic);
        assertThat(made.partitions()).hasSize(topic.isPartitioned() ? Log.PARTITIONS : 1);
        assertThat(made.partitions())
                .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(1));
        assertThat(config.get("min.insync.replicas").value()).isEqualTo("1");
        topic.config()
                .forEach((key, value) ->
                        assertThat(config.get(key).value()).as(key).isEqualTo(value));
    }

    @Test
    void shouldFindNothingToDoTheSecondTime() throws Exception {
        log.create(Topic.values());

        assertThatCode(() -> log.create(Topic.values())).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAnotherPartitionCount() throws Exception {
        log.create(Topic.RAW);

        assertRefused(changed(Log.PARTITIONS + 1, true, true), Topic.RAW)
                .withMessageContaining(name(Topic.RAW) + " has 3 partitions, configured are 4");
    }

    @Test
    void shouldRefuseATopicThatClientsStamp() throws Exception {
        make(Topic.RAW, Map.of("message.timestamp.type", "CreateTime"));

        assertRefused(log.config(), Topic.RAW)
                .withMessageContaining(
                        name(Topic.RAW) + " has message.timestamp.type=CreateTime, needed is LogAppendTime");
    }

    @Test
    void shouldRefuseATopicThatForgetsWhatItMustKeep() throws Exception {
        make(Topic.SCHEMAS, Map.of("cleanup.policy", "delete"));

        assertRefused(log.config(), Topic.SCHEMAS)
                .withMessageContaining(name(Topic.SCHEMAS) + " has cleanup.policy=delete, needed is compact");
    }

    @Test
    void shouldRefuseATopicThatTakesOnlySmallerRecords() throws Exception {
        make(Topic.EVENTS, Map.of("max.message.bytes", "1048588"));

        assertRefused(log.config(), Topic.EVENTS)
                .withMessageContaining(name(Topic.EVENTS) + " takes records of 1048588 bytes, needed are 2097152");
    }

    @Test
    void shouldRefuseOneReplicaUnlessItIsAllowed() throws Exception {
        log.create(Topic.values());

        assertRefused(changed(Log.PARTITIONS, false, true), Topic.values())
                .satisfies(refused -> assertThat(Arrays.stream(Topic.values())).allSatisfy(topic -> assertThat(refused)
                        .hasMessageContaining(name(topic) + " has min.insync.replicas=1")));
    }

    @Test
    void shouldRefuseOneReplicaThatCallsItselfTwo() throws Exception {
        make(Topic.RAW, Map.of("min.insync.replicas", "2"));

        assertRefused(changed(Log.PARTITIONS, false, true), Topic.RAW)
                .withMessageContaining(name(Topic.RAW) + " has partitions of 1 replica");
    }

    @Test
    void shouldNotMakeWhatIsMissingWhenItMayNot() throws Exception {
        log.create(Topic.RAW);

        assertRefused(changed(Log.PARTITIONS, true, false), Topic.RAW, Topic.EVENTS)
                .withMessageContaining(name(Topic.EVENTS) + " is missing");
        assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS)).doesNotContain(name(Topic.EVENTS));
    }

    private ThrowableAssertAlternative<Topics.MismatchException> assertRefused(KafkaConfig config, Topic... topics) {
        return assertThatExceptionOfType(Topics.MismatchException.class)
                .isThrownBy(() -> new Topics(admin, config).createAndVerify(List.of(topics)));
    }

    private KafkaConfig changed(int partitions, boolean isSingleReplicaAllowed, boolean mayCreateTopics) {
        KafkaConfig own = log.config();
        return new KafkaConfig(
                own.bootstrapServers(),
                own.topicPrefix(),
                partitions,
                own.replication(),
                own.minInSyncReplicas(),
                isSingleReplicaAllowed,
                mayCreateTopics,
                own.client());
    }

    /** As the catalogue has it, but for {@code different}: as somebody's tool may have made it. */
    private void make(Topic topic, Map<String, String> different) throws Exception {
        Map<String, String> config = new HashMap<>(topic.config());
        config.putAll(different);
        NewTopic wanted = new NewTopic(name(topic), log.config().partitionsOf(topic), (short) 1).configs(config);
        admin.createTopics(List.of(wanted)).all().get(20, TimeUnit.SECONDS);
    }

    private TopicDescription described(Topic topic) throws Exception {
        return Objects.requireNonNull(admin.describeTopics(List.of(name(topic)))
                .allTopicNames()
                .get(20, TimeUnit.SECONDS)
                .get(name(topic)));
    }

    private Config configOf(Topic topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name(topic));
        return Objects.requireNonNull(admin.describeConfigs(List.of(resource))
                .all()
                .get(20, TimeUnit.SECONDS)
                .get(resource));
    }

    private String name(Topic topic) {
        return log.config().nameOf(topic);
    }
}
