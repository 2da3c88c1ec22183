package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamProcessorConfigTest {

    private static final Map<String, String> HOST = Map.of("HOSTNAME", "node-1");

    @TempDir
    Path directory;

    @Test
    void shouldHaveADefaultForEverything() {
        StreamProcessorConfig config = StreamProcessorConfig.load(null, HOST);

        assertThat(config.admin().port()).isEqualTo(8091);
        assertThat(config.claim().window()).isEqualTo(Duration.ofHours(49));
        assertThat(config.claim().orderWindow()).isEqualTo(Duration.ofDays(400));
        assertThat(config.kafka().partitions()).isEqualTo(6);
        assertThat(config.stream().instanceId()).isEqualTo("node-1");
        assertThat(config.stream().commitInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.decode().lostAfter()).isEqualTo(Duration.ofHours(26));
        assertThat(config.enrich().countryFile()).isNull();
        assertThat(config.enrich().isOn("client-hints")).isTrue();
        assertThat(config.enrich().internal().size()).isZero();
    }

    @Test
    void shouldReportAllProblemsAtOnce() throws Exception {
        Path file = Files.writeString(directory.resolve("bad.conf"), """
                stream-processor {
                  treads = 2
                  claim.window = 1 h
                  commit-interval = 1 h
                  internal.networks = ["10.0.0.0/8", "10.0.0.300"]
                  enrich { bott = false, city = perhaps }
                  kafka.streams { "num.stream.treads" = 2, "processing.guarantee" = at_least_once }
                }
                """);

        assertThatThrownBy(() -> StreamProcessorConfig.load(file, HOST))
                .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems())
                        .hasSize(8)
                        .anyMatch(problem -> problem.contains("internal.networks: '10.0.0.300' is no network"))
                        .anyMatch(problem -> problem.contains("enrich.bott: unknown key"))
                        .anyMatch(problem -> problem.contains("enrich.city"))
                        .anyMatch(problem -> problem.contains("treads: unknown key"))
                        .anyMatch(problem -> problem.contains("claim.window"))
                        .anyMatch(problem -> problem.contains("commit-interval"))
                        .anyMatch(problem -> problem.contains("num.stream.treads"))
                        .anyMatch(problem -> problem.contains("processing.guarantee")));
    }

    @Test
    void shouldNotStartWhenALateRepeatWouldCountTwiceOrALatePackWouldCountAsLost() throws Exception {
        Path file = Files.writeString(directory.resolve("late.conf"), """
                stream-processor.claim { retry-life = 48 h, spool-age = 26 h }
                """);

        assertThatThrownBy(() -> StreamProcessorConfig.load(file, HOST))
                .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems())
                        .hasSize(2)
                        .anyMatch(problem -> problem.contains("claim.window: at least 75 h"))
                        .anyMatch(problem -> problem.contains("gaps.lost-after")));
    }

    @Test
    void shouldAskWhereSchemaIdsComeFromAndKeepCredentialsOutOfAddresses() throws Exception {
        Path without =
                Files.writeString(directory.resolve("without.conf"), "stream-processor.events.format = avro-confluent");
        Path odd = Files.writeString(directory.resolve("odd.conf"), """
                stream-processor.events {
                  format = xml
                  schema-registry = "https://me:secret@registry:8081"
                  schema-registry-user = me
                }
                """);

        assertThatThrownBy(() -> StreamProcessorConfig.load(without, HOST))
                .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems())
                        .singleElement()
                        .asString()
                        .contains("events.schema-id or events.schema-registry"));
        assertThatThrownBy(() -> StreamProcessorConfig.load(odd, HOST))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.problems()).hasSize(3).noneMatch(problem -> problem.contains("secret@")));
    }

    @Test
    void shouldGiveStreamsWhatTheGuaranteesNeed() throws Exception {
        Path file = Files.writeString(directory.resolve("good.conf"), """
                stream-processor {
                  instance-id = i1
                  kafka { topic-prefix = "eu.", client { "security.protocol" = SASL_SSL }, streams { "producer.linger.ms" = 5 } }
                }
                """);
        StreamProcessorConfig config = StreamProcessorConfig.load(file, Map.of());

        try (RocksMemory memory = new RocksMemory(config.stream().stateMemoryBytes())) {
            Properties properties = StreamsProperties.of(config.kafka(), config.stream(), memory);

            assertThat(properties)
                    .containsEntry("processing.guarantee", "exactly_once_v2")
                    .containsEntry("application.id", "eu.firstlight-stream-processor")
                    .containsEntry("main.consumer.group.instance.id", "i1")
                    .containsEntry("replication.factor", 3)
                    .containsEntry("num.standby.replicas", 1)
                    .containsEntry("consumer.session.timeout.ms", 10_000)
                    .containsEntry("producer.transaction.timeout.ms", 10_000)
                    .containsEntry("topic.min.insync.replicas", "2")
                    .containsEntry("security.protocol", "SASL_SSL")
                    .containsEntry("producer.linger.ms", "5");
            assertThat(new StreamsConfig(properties).getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG))
                    .isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "processing.guarantee",
                "application.id",
                "deserialization.exception.handler",
                "default.deserialization.exception.handler",
                "production.exception.handler",
                "default.production.exception.handler",
                "processing.exception.handler",
                "errors.dead.letter.queue.topic.name",
                "rocksdb.config.setter",
                "topology.optimization",
                "processor.wrapper.class",
                "dsl.store.suppliers.class",
                "default.client.supplier",
                "task.assignor.class",
                "group.protocol",
                "acks",
                "producer.enable.idempotence",
                "producer.max.in.flight.requests.per.connection",
                "producer.transactional.id",
                "producer.transaction.timeout.ms",
                "producer.transaction.two.phase.commit.enable",
                "producer.max.request.size",
                "producer.partitioner.class",
                "isolation.level",
                "consumer.isolation.level",
                "main.consumer.isolation.level", // Kafka Streams itself overlooks this one and the next
                "restore.consumer.isolation.level",
                "consumer.check.crcs",
                "restore.consumer.auto.offset.reset",
                "main.consumer.internal.throw.on.fetch.stable.offset.unsupported"
            })
    void shouldNotLetAnybodySetPastUsWhatAGuaranteeRestsOn(String name) throws Exception {
        assertThatThrownBy(() -> StreamProcessorConfig.load(passingOn("streams", name), HOST))
                .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems())
                        .singleElement()
                        .asString()
                        .contains("kafka.streams." + name + ": is not for changing"));
    }

    @ParameterizedTest
    @CsvSource({
        "state.dir, state-directory",
        "num.stream.threads, threads",
        "num.standby.replicas, standby-replicas",
        "commit.interval.ms, commit-interval",
        "replication.factor, kafka.replication",
        "bootstrap.servers, kafka.bootstrap-servers",
        "admin.bootstrap.servers, kafka.bootstrap-servers",
        "main.consumer.group.instance.id, instance-id"
    })
    void shouldNameTheSettingOfOursWhereThereIsOne(String name, String setting) throws Exception {
        assertThatThrownBy(() -> StreamProcessorConfig.load(passingOn("streams", name), HOST))
                .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems())
                        .singleElement()
                        .asString()
                        .endsWith("has a setting of its own: " + setting));
    }

    @Test
    void shouldNotTakeItFromTheSectionOfAllClientsEither() throws Exception {
        assertThatThrownBy(() -> StreamProcessorConfig.load(passingOn("client", "check.crcs"), HOST))
                .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems())
                        .singleElement()
                        .asString()
                        .contains("kafka.client.check.crcs: is not for changing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "producer.linger.ms",
                "consumer.session.timeout.ms",
                "main.consumer.fetch.max.bytes",
                "statestore.cache.max.bytes",
                "metrics.recording.level",
                "upgrade.from",
                "exclude.internal.topics"
            })
    void shouldPassOnWhatIsForTuning(String name) throws Exception {
        assertThat(StreamProcessorConfig.load(passingOn("streams", name), HOST).stream()
                        .passedOn())
                .containsOnlyKeys(name);
    }

    private Path passingOn(String section, String name) throws Exception {
        return Files.writeString(
                directory.resolve("passing-on.conf"),
                "stream-processor.kafka." + section + " { \"" + name + "\" = 1 }");
    }

    @Test
    void shouldRefuseAStateDirectoryThatIsInUse() throws Exception {
        Path state = directory.resolve("state");

        try (StateLock first = new StateLock(state)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> new StateLock(state))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("is in use by another stream processor");
        }
        new StateLock(state).close();
    }
}
