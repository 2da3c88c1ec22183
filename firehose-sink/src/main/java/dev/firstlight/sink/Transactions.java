package dev.firstlight.sink;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes counts, rejects and offsets together or not at all. One transaction a commit, open for as long as it takes to write it.
 *
 * <p>Failure: {@link KafkaException}, after which the producer is thrown away and the next commit makes another, whose start ends what the
 * old one may have left open. Whether a commit whose answer was lost has happened is then not known: the same commit is made again,
 * which changes nothing, since offsets and counts are absolute (a reject may then stand there twice). A sink that has lost its partitions
 * cannot commit: Kafka compares the group's generation.
 *
 * <p>Threads: one. Blocks for up to 8 s a step. Owns its producer.
 */
final class Transactions implements AutoCloseable {

    private final Supplier<Producer<byte[], byte[]>> producers;
    private @Nullable Producer<byte[], byte[]> producer;

    Transactions(Supplier<Producer<byte[], byte[]>> producers) {
        this.producers = producers;
    }

    /**
     * Ends what a sink of our name left open when it died. Before anything is read back: until that is ended, Kafka answers neither for offsets nor
     * for counts, which else takes until the transaction's time is over (10 s, and the 10 s in which brokers look for such).
     */
    void takeOver() {
        boolean isDone = false;
        try {
            ready();
            isDone = true;
        } finally {
            if (!isDone) {
                abandon();
            }
        }
    }

    void commit(
            List<ProducerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        boolean isDone = false;
        try {
            Producer<byte[], byte[]> writer = ready();
            writer.beginTransaction();
            records.forEach(writer::send); // one that is not taken fails the commit below
            writer.sendOffsetsToTransaction(offsets, group);
            writer.commitTransaction();
            isDone = true;
        } finally {
            if (!isDone) {
                abandon();
            }
        }
    }

    @Override
    public void close() {
        abandon();
    }

    private Producer<byte[], byte[]> ready() {
        Producer<byte[], byte[]> known = producer;
        if (known != null) {
            return known;
        }
        Producer<byte[], byte[]> made = producers.get();
        producer = made;
        made.initTransactions();
        return made;
    }

    /** Nothing waits in it that is still wanted. */
    private void abandon() {
        Producer<byte[], byte[]> old = producer;
        producer = null;
        if (old != null) {
            old.close(Duration.ZERO);
        }
    }
}
