package dev.firstlight.loadtest.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Contract: what the processor's exactly-once stands on, and what the sink sees of it. */
@Timeout(60)
@ExtendWith(Brokers.class)
final class TransactionsContractTest {

    private final Log log;
    private final TopicPartition events;

    TransactionsContractTest(Broker broker) {
        log = Log.on(broker);
        events = log.first(Topic.EVENTS);
    }

    @BeforeEach
    void create() throws Exception {
        log.create(Topic.RAW, Topic.EVENTS);
    }

    @Test
    void shouldShowOnlyWhatIsCommitted() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = transactional()) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, "committed 1");
            send(producer, "committed 2");
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, "aborted");
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, "committed 3");
            producer.commitTransaction();
        }

        assertThat(values("read_committed")).containsExactly("committed 1", "committed 2", "committed 3");
        assertThat(values("read_uncommitted")).containsExactly("committed 1", "committed 2", "aborted", "committed 3");
    }

    @Test
    void shouldNotReadPastATransactionThatIsOpen() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = transactional();
                KafkaProducer<byte[], byte[]> other = log.producer(Map.of())) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, "open");
            send(other, "behind it");

            assertThat(values("read_committed")).isEmpty();
            assertThat(values("read_uncommitted")).containsExactly("open", "behind it");

            producer.commitTransaction();
        }
        assertThat(values("read_committed")).containsExactly("open", "behind it");
    }

    @Test
    void shouldFenceTheProducerThatWasReplaced() throws Exception {
        try (KafkaProducer<byte[], byte[]> before = transactional();
                KafkaProducer<byte[], byte[]> after = transactional()) {
            before.initTransactions();
            before.beginTransaction();
            send(before, "lost");

            after.initTransactions();

            assertThatThrownBy(before::commitTransaction)
                    .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
            after.beginTransaction();
            send(after, "kept");
            after.commitTransaction();
        }
        assertThat(values("read_committed")).containsExactly("kept");
    }

    @Test
    void shouldCommitOffsetsWithTheTransactionOrNotAtAll() throws Exception {
        TopicPartition raw = log.first(Topic.RAW);
        ConsumerGroupMetadata group = log.group();

        try (KafkaProducer<byte[], byte[]> producer = transactional()) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, "taken");
            producer.sendOffsetsToTransaction(Map.of(raw, new OffsetAndMetadata(7)), group);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, "given up");
            producer.sendOffsetsToTransaction(Map.of(raw, new OffsetAndMetadata(9)), group);
            producer.abortTransaction();
        }

        try (Admin admin = log.admin()) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS);
            assertThat(committed).containsOnlyKeys(raw);
            assertThat(committed.values()).extracting(OffsetAndMetadata::offset).containsExactly(7L);
        }
        assertThat(values("read_committed")).containsExactly("taken");
    }

    private KafkaProducer<byte[], byte[]> transactional() {
        return log.producer(Map.of("transactional.id", log.config().topicPrefix() + "id"));
    }

    private void send(KafkaProducer<byte[], byte[]> producer, String value) throws Exception {
        producer.send(new ProducerRecord<>(events.topic(), events.partition(), null, value.getBytes(UTF_8)))
                .get(20, TimeUnit.SECONDS);
    }

    private List<String> values(String isolationLevel) {
        return log.read(events, isolationLevel).stream()
                .map(read -> new String(read.value(), UTF_8))
                .toList();
    }
}
