package dev.firstlight.sink;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.LedgerKey;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.Reject;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Writes ledger entries and rejects. {@link #flush()} returns when all that was written since the last one is durable.
 *
 * <p>Threads: one. Failure: {@link KafkaException} from any method; the caller writes its counts again, which are absolute; rejects that
 * were not taken are kept and sent again by the next flush, at worst twice. Owns the producer.
 */
final class TopicWriter implements AutoCloseable {

    /** Above this only the head is kept, with the hash of the whole. */
    private static final int REJECT_BYTES_MAX = 1 << 20;

    private static final int REJECT_HEAD_BYTES = 4_096;

    private final Producer<byte[], byte[]> producer;
    private final KafkaConfig kafka;
    private final AvroCodec<LedgerEntry> entries;
    private final AvroCodec<Reject> rejects;
    private final List<Sent> sent = new ArrayList<>();
    private final List<ProducerRecord<byte[], byte[]>> rejectsNotTaken = new ArrayList<>();

    /** A record on its way. */
    private record Sent(ProducerRecord<byte[], byte[]> record, Future<?> taken) {}

    TopicWriter(Producer<byte[], byte[]> producer, KafkaConfig kafka, SchemaBook book) {
        this.producer = producer;
        this.kafka = kafka;
        this.entries = new AvroCodec<>(LedgerEntry.getClassSchema(), book);
        this.rejects = new AvroCodec<>(Reject.getClassSchema(), book);
    }

    void write(LedgerEntry entry) {
        send(new ProducerRecord<>(kafka.nameOf(Topic.LEDGER), LedgerKey.of(entry), entries.encode(entry)));
    }

    /** A record of events that is none, with its bytes. */
    void writeReject(ConsumerRecord<byte[], byte[]> record, byte[] bytes, UnreadableException why) {
        boolean isWhole = bytes.length <= REJECT_BYTES_MAX;
        Reject reject = Reject.newBuilder()
                .setReason(why.refusal().wireName())
                .setDetail(why.detail())
                .setStage(SinkConfig.ROOT)
                .setBytes(ByteBuffer.wrap(isWhole ? bytes : Arrays.copyOf(bytes, REJECT_HEAD_BYTES)))
                .setSize(bytes.length)
                .setSha256(isWhole ? null : ByteBuffer.wrap(sha256(bytes)))
                .setRawTopic(record.topic())
                .setRawPartition(record.partition())
                .setRawOffset(record.offset())
                .setRawIndex(-1)
                .build();
        send(new ProducerRecord<>(kafka.nameOf(Topic.REJECTS), rejects.encode(reject)));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        sent.add(new Sent(record, producer.send(record)));
    }

    void flush() {
        List<ProducerRecord<byte[], byte[]>> again = List.copyOf(rejectsNotTaken);
        rejectsNotTaken.clear();
        again.forEach(this::send);
        List<Sent> waited = List.copyOf(sent);
        sent.clear();
        producer.flush();
        KafkaException failure = null;
        for (Sent one : waited) {
            try {
                one.taken().get();
            } catch (ExecutionException e) {
                failure = new KafkaException("a record of the sink was not written", e.getCause());
                if (one.record().topic().equals(kafka.nameOf(Topic.REJECTS))) {
                    rejectsNotTaken.add(one.record());
                }
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        producer.close();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
