package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class TransactionsTest {

    private static final Map<TopicPartition, OffsetAndMetadata> OFFSETS =
            Map.of(new TopicPartition("events", 0), new OffsetAndMetadata(7));
    private static final ConsumerGroupMetadata GROUP = new MockConsumer<byte[], byte[]>("earliest").groupMetadata();

    private final List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
    private final List<KafkaException> startFailures = new ArrayList<>();
    private final Transactions transactions = new Transactions(() -> {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactionException = startFailures.isEmpty() ? null : startFailures.remove(0);
        made.add(producer);
        return producer;
    });

    @Test
    void shouldUseOneProducerForCommitAfterCommit() {
        commit();
        commit();

        assertThat(made).singleElement().satisfies(producer -> {
            assertThat(producer.commitCount()).isEqualTo(2);
            assertThat(producer.history()).hasSize(2);
            assertThat(producer.consumerGroupOffsetsHistory())
                    .allSatisfy(offsets -> assertThat(offsets).containsValue(OFFSETS));
        });
    }

    @Test
    void shouldEndWhatAnEarlierSinkLeftOpenOnceAndAgainWhenThatFailed() {
        startFailures.add(new TimeoutException("scripted"));

        assertThatThrownBy(transactions::takeOver).isInstanceOf(TimeoutException.class);
        transactions.takeOver();
        transactions.takeOver();
        commit();

        assertThat(made).hasSize(2);
        assertThat(made.get(0).closed()).isTrue();
        assertThat(made.get(1).transactionInitialized()).isTrue();
        assertThat(made.get(1).commitCount()).isEqualTo(1);
    }

    @Test
    void shouldThrowAwayAProducerThatFailedSoThatTheNextOneEndsWhatItLeft() {
        commit();
        made.get(0).sendOffsetsToTransactionException = new TimeoutException("scripted");

        assertThatThrownBy(this::commit).isInstanceOf(TimeoutException.class);
        assertThat(made.get(0).closed()).isTrue();
        assertThat(made.get(0).commitCount()).isEqualTo(1);
        commit();

        assertThat(made).hasSize(2);
        assertThat(made.get(1).transactionInitialized()).isTrue();
        assertThat(made.get(1).commitCount()).isEqualTo(1);
    }

    @Test
    void shouldTryAnotherProducerWhenOneCannotBegin() {
        startFailures.add(new TimeoutException("scripted"));

        assertThatThrownBy(this::commit).isInstanceOf(TimeoutException.class);
        commit();

        assertThat(made.get(0).closed()).isTrue();
        assertThat(made.get(1).commitCount()).isEqualTo(1);
    }

    @Test
    void shouldCloseItsProducer() {
        commit();

        transactions.close();

        assertThat(made.get(0).closed()).isTrue();
    }

    private void commit() {
        transactions.commit(List.of(new ProducerRecord<>("ledger", new byte[1], new byte[1])), OFFSETS, GROUP);
    }
}
