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
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Ledger entries and rejects as the records of their topics. Threads: one. */
final class TopicRecords {

    /** Above this only the head is kept, with the hash of the whole. */
    private static final int REJECT_BYTES_MAX = 1 << 20;

    private static final int REJECT_HEAD_BYTES = 4_096;

    private final KafkaConfig kafka;
    private final String stage;
    private final AvroCodec<LedgerEntry> entries;
    private final AvroCodec<Reject> rejects;

    TopicRecords(KafkaConfig kafka, SchemaBook book, Destination destination) {
        this.kafka = kafka;
        this.stage = destination.stage();
        this.entries = new AvroCodec<>(LedgerEntry.getClassSchema(), book);
        this.rejects = new AvroCodec<>(Reject.getClassSchema(), book);
    }

    ProducerRecord<byte[], byte[]> of(LedgerEntry entry) {
        return new ProducerRecord<>(kafka.nameOf(Topic.LEDGER), LedgerKey.of(entry), entries.encode(entry));
    }

    ProducerRecord<byte[], byte[]> of(RefusedRecord refused) {
        return new ProducerRecord<>(kafka.nameOf(Topic.REJECTS), refused.bytes());
    }

    /** A record that can be no row, with its bytes. */
    RefusedRecord refused(ConsumerRecord<byte[], byte[]> record, RefusedRowException refused) {
        UnreadableException why = refused.why();
        byte[] bytes = RowMaker.bytesOf(record);
        boolean isWhole = bytes.length <= REJECT_BYTES_MAX;
        Reject reject = Reject.newBuilder()
                .setReason(why.refusal().wireName())
                .setDetail(why.detail())
                .setStage(stage)
                .setBytes(ByteBuffer.wrap(isWhole ? bytes : Arrays.copyOf(bytes, REJECT_HEAD_BYTES)))
                .setSize(bytes.length)
                .setSha256(isWhole ? null : ByteBuffer.wrap(sha256(bytes)))
                .setRawTopic(record.topic())
                .setRawPartition(record.partition())
                .setRawOffset(record.offset())
                .setRawIndex(-1)
                .build();
        return new RefusedRecord(record.offset(), rejects.encode(reject), refused.pixel(), refused.receivedMs());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
