package dev.firstlight.loadtest.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.EventFormat;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.EventWriter;
import dev.firstlight.schema.EventsConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.Event;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Contract: events in each format come through Kafka as they are, and JSON is read by a program that knows nothing of ours: kcat where it is
 * installed, Kafka's own consumer with texts and Jackson else. Which it was stands on standard output.
 */
@Timeout(60)
@ExtendWith(Brokers.class)
final class EventFormatsContractTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Log log;

    EventFormatsContractTest(Broker broker) {
        log = Log.on(broker);
    }

    @ParameterizedTest
    @EnumSource(EventFormat.class)
    void shouldReadBackWhatWasWritten(EventFormat format) throws Exception {
        EventsConfig config = new EventsConfig(format, 7, null);

        send(config, event());

        ConsumerRecord<byte[], byte[]> read =
                log.read(log.first(Topic.EVENTS), "read_committed").get(0);
        assertThat(EventReader.of(config, new SchemaBook()).read(read.value())).isEqualTo(event());
    }

    @Test
    void shouldBeReadByOthersAsJsonWithoutLosingALetterOrADigit() throws Exception {
        send(new EventsConfig(EventFormat.JSON, 0, null), event());

        String line = readByOthers();

        JsonNode read = JSON.readTree(line);
        List<String> columns =
                Stream.of(EventColumn.values()).map(EventColumn::columnName).toList();
        List<String> names = new ArrayList<>();
        read.fieldNames().forEachRemaining(names::add);
        assertThat(columns).containsSubsequence(names);
        assertThat(read.path("value").asText()).isEqualTo("12345678901234.5600");
        assertThat(read.path("page_title").asText()).isEqualTo("Größe \"7\"\n漢字 \uD83D\uDE00");
        assertThat(read.path("sequence").asLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(read.path("received_at").asText()).isEqualTo("2026-11-22 02:39:02.123");
        assertThat(read.path("items").path(0).path("price").decimalValue()).isEqualByComparingTo("1.10");
        assertThat(read.path("properties").path("plan").asText()).isEqualTo("a");
    }

    private void send(EventsConfig config, Event event) throws Exception {
        log.create(Topic.EVENTS);
        EventWriter writer = config.writer("events", new SchemaBook());
        try (KafkaProducer<byte[], byte[]> producer = log.producer(Map.of())) {
            producer.send(new ProducerRecord<>(log.config().nameOf(Topic.EVENTS), 0, null, writer.write(event)))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private String readByOthers() throws Exception {
        Path kcat = onPath("kcat");
        System.out.println(
                "JSON is read by " + (kcat == null ? "Kafka's consumer and Jackson; kcat is not here" : kcat));
        return kcat == null ? readByKafka() : readBy(kcat);
    }

    private String readBy(Path kcat) throws Exception {
        Process process = new ProcessBuilder(
                        kcat.toString(),
                        "-q",
                        "-C",
                        "-b",
                        log.config().bootstrapServers(),
                        "-t",
                        log.config().nameOf(Topic.EVENTS),
                        "-o",
                        "beginning",
                        "-e",
                        "-X",
                        "isolation.level=read_committed")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return out.strip();
    }

    private String readByKafka() {
        Map<String, Object> properties = log.config().clientProperties();
        properties.put("enable.auto.commit", false);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(log.first(Topic.EVENTS)));
            consumer.seekToBeginning(List.of(log.first(Topic.EVENTS)));
            while (true) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                    return record.value();
                }
            }
        }
    }

    private static @Nullable Path onPath(String program) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static Event event() {
        return Event.newBuilder()
                .setDedupId("00112233445566778899aabbccddeeff")
                .setIdentity("event")
                .setEventId("id-1")
                .setType("page_view")
                .setPixelId("12345")
                .setSite("shop")
                .setReceivedAt(1_795_315_142_123L)
                .setOccurredAt(1_795_315_142_123L)
                .setPageTitle("Größe \"7\"\n漢字 \uD83D\uDE00")
                .setSequence(Long.MAX_VALUE)
                .setValue("12345678901234.5600")
                .setItems("[{\"price\":1.10}]")
                .setProperties(Map.of("plan", "a"))
                .setWarnings(List.of("truncated:page_title"))
                .setRawPartition(0)
                .setRawOffset(1)
                .setRawIndex(0)
                .build();
    }
}
