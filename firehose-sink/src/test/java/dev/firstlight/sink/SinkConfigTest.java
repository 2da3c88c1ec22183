package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SinkConfigTest {

    @TempDir
    private Path directory;

    @Test
    void shouldStandOnItsDefaultsAlone() {
        SinkConfig config = SinkConfig.load(null, Map.of());

        assertThat(config.pack()).isEqualTo(PackLimits.FIREHOSE);
        assertThat(config.instanceId()).isNotBlank();
        assertThat(config.admin().port()).isEqualTo(8101);
        assertThat(config.firehose().aws().endpoint()).isNull();
        assertThat(config.firehose().aws().accessKeyId()).isNull();
        assertThat(config.backoff()).isEqualTo(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30)));
        assertThat(config.kafka().minInSyncReplicas()).isEqualTo(2);
        assertThat(config.firehose().price()).isEqualTo(Prices.TODAY);
        assertThat(config.effectiveJson()).contains("\"price-date\"");
    }

    @Test
    void shouldReadTheLocalRun() throws IOException {
        SinkConfig config = SinkConfig.load(file("""
                        firehose-sink {
                          instance-id = sink-a
                          firehose { endpoint = "http://127.0.0.1:4573", access-key-id = a, secret-access-key = hush
                                     create-stream = true, create-stream-interval = 0 s }
                          kafka { allow-single-replica = true, replication = 1, min-in-sync-replicas = 1
                                  client { "security.protocol" = PLAINTEXT }
                                  consumer { "fetch.max.wait.ms" = 50 } }
                        }
                        """), Map.of("FIREHOSE_SINK_ADMIN_PORT", "0"));

        assertThat(config.instanceId()).isEqualTo("sink-a");
        assertThat(config.firehose().aws().endpoint()).hasToString("http://127.0.0.1:4573");
        assertThat(config.firehose().createStreamInterval()).isZero();
        assertThat(config.consumer()).containsEntry("fetch.max.wait.ms", "50");
        assertThat(config.admin().port()).isZero();
        assertThat(config.effectiveJson()).contains("sink-a").doesNotContain("hush");
    }

    @Test
    void shouldHandOverWithinHalfOfTheTimeInWhichKafkaExpectsAPoll() {
        assertThat(KafkaClients.withinPoll(Map.of())).isEqualTo(Duration.ofSeconds(150));
        assertThat(KafkaClients.withinPoll(Map.of("max.poll.interval.ms", "60000")))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void shouldDeliverToSeveralStreamsButToNoneTwice() throws IOException {
        SinkConfig config = SinkConfig.load(file("firehose-sink.firehose.stream = \"a, b\""), Map.of());

        assertThat(config.firehose().streams()).containsExactly("a", "b");
        assertThatThrownBy(() -> SinkConfig.load(file("firehose-sink.firehose.stream = \"a,a\""), Map.of()))
                .hasMessageContaining("names a stream twice");
    }

    @Test
    void shouldRefuseMoreCallsUnderWayThanTheHeapHolds() throws IOException {
        String many = IntStream.range(0, 4_000).mapToObj(i -> "s" + i).collect(Collectors.joining(","));

        assertThat(SinkConfig.load(null, Map.of()).firehose().inFlight()).isEqualTo(3);
        assertThatThrownBy(() -> SinkConfig.load(
                        file("firehose-sink.firehose { in-flight = 32, stream = \"" + many + "\" }"), Map.of()))
                .hasMessageContaining("firehose-sink.firehose.in-flight: 4000 streams with 32 calls")
                .hasMessageContaining("more than half of the");
        assertThat(SinkConfig.load(
                                file("firehose-sink { deliver-to = s3, s3.bucket = rows, firehose.in-flight = 32 }"),
                                Map.of())
                        .firehose()
                        .inFlight())
                .as("not asked of who does not deliver there")
                .isEqualTo(32);
    }

    @Test
    void shouldAskForWhatADestinationNeeds() throws IOException {
        for (String destination : List.of("s3", "s3-archive")) {
            assertThatThrownBy(() -> SinkConfig.load(file("firehose-sink.deliver-to = " + destination), Map.of()))
                    .hasMessageContaining("firehose-sink.s3.bucket: deliver-to needs one");
        }
        assertThatThrownBy(() -> SinkConfig.load(file("firehose-sink.deliver-to = files"), Map.of()))
                .hasMessageContaining("firehose-sink.files.directory: deliver-to needs one");
        assertThatThrownBy(() -> SinkConfig.load(file("firehose-sink.s3.folder = /tmp"), Map.of()))
                .hasMessageContaining("firehose-sink.s3.folder: ");
        assertThat(SinkConfig.load(file("firehose-sink { deliver-to = s3, s3.bucket = rows }"), Map.of())
                        .destination())
                .isEqualTo(Destination.S3);
    }

    @Test
    void shouldGiveEachDestinationAGroupOfItsOwn() throws IOException {
        SinkConfig config = SinkConfig.load(
                file("firehose-sink { deliver-to = s3-archive, s3.bucket = rows, instance-id = a }"), Map.of());

        try (KafkaConsumer<byte[], byte[]> events = KafkaClients.events(config)) {
            assertThat(events.groupMetadata().groupId()).isEqualTo("firehose-sink-s3-archive");
        }
    }

    @Test
    void shouldReportAllProblemsAtOnce() throws IOException {
        Path file = file("""
                firehose-sink {
                  firehose { stream = "no spaces", price-per-gib = free, price-date = "2026-11-31", proxy = "proxy:3128", endpoint = "127.0.0.1:4573", access-key-id = a, create-stream = true }
                  pack { record-bytes-max = 2 MiB, lingre = 1 s }
                  retry { back-off-min = 20 s, back-off-max = 10 s }
                  kafka { consumer { "isolation.level" = read_uncommitted, "no.such.name" = 1 } }
                }
                """);

        assertThatThrownBy(() -> SinkConfig.load(file, Map.of()))
                .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems())
                        .hasSize(13)
                        .anyMatch(problem -> problem.startsWith("firehose-sink.firehose.stream: "))
                        .anyMatch(problem -> problem.startsWith("firehose-sink.firehose.endpoint: "))
                        .anyMatch(problem -> problem.startsWith("firehose-sink.firehose.proxy: "))
                        .anyMatch(problem -> problem.startsWith("firehose-sink.firehose.price-per-gib: "))
                        .anyMatch(problem -> problem.startsWith("firehose-sink.firehose.price-date: is no day such as"))
                        .anyMatch(problem -> problem.startsWith("firehose-sink.firehose.access-key-id: is given with"))
                        .anyMatch(problem -> problem.startsWith("firehose-sink.firehose.access-key-id: is for a local"))
                        .anyMatch(problem -> problem.startsWith("firehose-sink.firehose.create-stream: "))
                        .anyMatch(problem -> problem.startsWith("firehose-sink.pack.record-bytes-max: "))
                        .anyMatch(problem -> problem.contains("pack.lingre: unknown key"))
                        .anyMatch(problem -> problem.startsWith("firehose-sink.retry.back-off-min: "))
                        .anyMatch(problem -> problem.contains("isolation.level: is what the sink's guarantee"))
                        .anyMatch(problem -> problem.contains("no.such.name: is no name")));
    }

    @Test
    void shouldMakeKafkaClientsThatKafkaAccepts() {
        SinkConfig config = SinkConfig.load(null, Map.of());

        try (KafkaConsumer<byte[], byte[]> events = KafkaClients.events(config);
                KafkaConsumer<byte[], byte[]> ledger = KafkaClients.ledger(config.kafka(), true);
                KafkaProducer<byte[], byte[]> producer = KafkaClients.producer(config)) {
            assertThat(events.groupMetadata().groupId()).isEqualTo("firehose-sink");
            assertThat(events.groupMetadata().groupInstanceId()).contains(config.instanceId());
            assertThat(ledger.assignment()).isEmpty();
            assertThat(producer.metrics()).isNotEmpty();
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("sink.conf"), text);
    }
}
