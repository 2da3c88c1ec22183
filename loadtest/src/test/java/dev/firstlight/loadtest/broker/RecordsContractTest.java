package dev.firstlight.loadtest.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstlight.schema.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract: what becomes of a record that is sent. */
@Timeout(60)
@ExtendWith(Brokers.class)
final class RecordsContractTest {

    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final long LONG_AGO_MS = 1_000_000_000_000L; // September 2001

    private final Log log;

    RecordsContractTest(Broker broker) {
        log = Log.on(broker);
    }

    @Test
    void shouldStampRawByTheBrokersClockWhateverTheClientSays() throws Exception {
        log.create(Topic.RAW);

        RecordMetadata answered = send(record(Topic.RAW, KEY, LONG_AGO_MS, new byte[100]));

        ConsumerRecord<byte[], byte[]> read = only(Topic.RAW);
        assertThat(read.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(read.timestamp()).isEqualTo(answered.timestamp()).isGreaterThan(LONG_AGO_MS + LONG_AGO_MS / 2);
    }

    @Test
    void shouldKeepTheClientsStampOnEvents() throws Exception {
        log.create(Topic.EVENTS);
        long now = System.currentTimeMillis();

        send(record(Topic.EVENTS, KEY, now, new byte[100]));

        assertThat(only(Topic.EVENTS).timestampType()).isEqualTo(TimestampType.CREATE_TIME);
        assertThat(only(Topic.EVENTS).timestamp()).isEqualTo(now);
    }

    @Test
    void shouldTakeAnIdempotentProducersRecordsInOrderAndKnowWhereItStands() throws Exception {
        log.create(Topic.RAW);
        int records = 500;
        List<Long> offsets = new ArrayList<>();

        try (KafkaProducer<byte[], byte[]> producer =
                log.producer(Map.of("enable.idempotence", true, "max.in.flight.requests.per.connection", 5))) {
            List<Future<RecordMetadata>> answers = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                answers.add(producer.send(record(Topic.RAW, KEY, LONG_AGO_MS, ("r" + i).getBytes(UTF_8))));
            }
            for (Future<RecordMetadata> answer : answers) {
                offsets.add(answer.get(20, TimeUnit.SECONDS).offset());
            }
        }

        assertThat(offsets).hasSize(records).isSorted().doesNotHaveDuplicates();
        assertThat(log.read(log.first(Topic.RAW), "read_uncommitted"))
                .extracting(read -> new String(read.value(), UTF_8))
                .startsWith("r0", "r1", "r2")
                .endsWith("r498", "r499")
                .hasSize(records);
        assertThat(producersOf(log.first(Topic.RAW)))
                .singleElement()
                .satisfies(state -> assertThat(state.lastSequence()).isEqualTo(records - 1));
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void shouldTakeARecordOfExactlyTheTopicsLimit(Topic topic) throws Exception {
        log.create(topic);

        send(record(topic, KEY, LONG_AGO_MS, new byte[topic.recordBytesMax()]));

        assertThat(only(topic).serializedValueSize()).isEqualTo(topic.recordBytesMax());
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void shouldRefuseARecordBeyondWhatTheTopicTakes(Topic topic) throws Exception {
        log.create(topic);
        int takenBytes = Integer.parseInt(String.valueOf(topic.config().get("max.message.bytes")));

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> send(record(topic, KEY, LONG_AGO_MS, new byte[takenBytes])))
                .withCauseInstanceOf(RecordTooLargeException.class);
        assertThat(log.read(log.first(topic), "read_uncommitted")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"LEDGER", "SCHEMAS"})
    void shouldRefuseARecordWithoutAKeyWhereItCompacts(Topic topic) throws Exception {
        log.create(topic);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> send(record(topic, null, LONG_AGO_MS, new byte[10])))
                .withCauseInstanceOf(InvalidRecordException.class);
    }

    private RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = log.producer(Map.of())) {
            return producer.send(record).get(20, TimeUnit.SECONDS);
        }
    }

    private ConsumerRecord<byte[], byte[]> only(Topic topic) {
        List<ConsumerRecord<byte[], byte[]>> read = log.read(log.first(topic), "read_committed");
        assertThat(read).hasSize(1);
        return read.get(0);
    }

    private List<ProducerState> producersOf(TopicPartition partition) throws Exception {
        try (Admin admin = log.admin()) {
            return Objects.requireNonNull(admin.describeProducers(List.of(partition))
                            .all()
                            .get(20, TimeUnit.SECONDS)
                            .get(partition))
                    .activeProducers();
        }
    }

    private ProducerRecord<byte[], byte[]> record(Topic topic, byte @Nullable [] key, long timestampMs, byte[] value) {
        return new ProducerRecord<>(log.config().nameOf(topic), 0, timestampMs, key, value);
    }
}
