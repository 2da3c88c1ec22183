package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.LedgerEntry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class TopicWriterTest {

    private static final KafkaConfig KAFKA = new KafkaConfig("127.0.0.1:1", "", 1, 1, 1, true, true, Map.of());

    /** Kafka's own mock, whose records the test completes; flushing does what the test says, as a broker would meanwhile. */
    private static final class HandProducer extends MockProducer<byte[], byte[]> {
        Runnable whenFlushed = () -> {};
        int flushed;

        HandProducer() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized void flush() {
            flushed++;
            whenFlushed.run();
        }
    }

    private final HandProducer producer = new HandProducer();
    private final TopicWriter writer = new TopicWriter(producer, KAFKA, new SchemaBook());

    @Test
    void shouldReturnFromFlushOnlyWithEverythingTaken() {
        writer.write(new LedgerEntry("firehose-sink", "0", "12345", 1L, Map.of("delivered", 1L), 1L, 1L));
        producer.whenFlushed = producer::completeNext;

        writer.flush();

        assertThat(producer.flushed).isEqualTo(1);
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void shouldSendARejectThatWasNotTakenAgainWithTheNextFlush() {
        writer.writeReject(record(), new byte[] {1}, new UnreadableException(Refusal.RECORD_UNREADABLE, "strange"));
        producer.whenFlushed = () -> producer.errorNext(new NotEnoughReplicasException("away"));
        assertThatThrownBy(writer::flush).isInstanceOf(KafkaException.class);

        producer.whenFlushed = producer::completeNext;
        writer.flush();
        writer.flush();

        List<ProducerRecord<byte[], byte[]>> sent = producer.history();
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1)).isSameAs(sent.get(0));
    }

    @Test
    void shouldNotSendCountsAgainThatWereNotTaken() {
        writer.write(new LedgerEntry("firehose-sink", "0", "12345", 1L, Map.of("delivered", 1L), 1L, 1L));
        producer.whenFlushed = () -> producer.errorNext(new NotEnoughReplicasException("away"));
        assertThatThrownBy(writer::flush).isInstanceOf(KafkaException.class);

        producer.whenFlushed = producer::completeNext;
        writer.flush();

        assertThat(producer.history()).hasSize(1); // the caller writes them anew, as they are then
    }

    private static ConsumerRecord<byte[], byte[]> record() {
        return new ConsumerRecord<>("firstlight.events", 0, 7, null, new byte[] {1});
    }
}
