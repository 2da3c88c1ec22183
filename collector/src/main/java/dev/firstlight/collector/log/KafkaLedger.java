package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.LedgerKey;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.LedgerEntry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The collector's counts into {@code firstlight.ledger}. Best effort by design: counts are absolute, so the next entry of a key makes up
 * for one that was lost. Threads: one of its own, fed by a bounded queue; {@link #offer} never blocks.
 */
public final class KafkaLedger implements AutoCloseable {

    /** Batches waiting while Kafka is away; each loop offers one a second. */
    private static final int BATCHES_MAX = 64;

    private static final int BLOCK_MS = 2_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final AvroCodec<LedgerEntry> codec;
    private final ExecutorService thread;
    private final Meters meters;
    private final ErrorLog errors = new ErrorLog(KafkaLedger.class);

    public KafkaLedger(KafkaConfig kafka, SchemaBook book, Meters meters) {
        Map<String, Object> p = kafka.clientProperties();
        p.put(ProducerConfig.CLIENT_ID_CONFIG, "firstlight-collector-ledger");
        p.put(ProducerConfig.ACKS_CONFIG, "all");
        p.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
        p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, BLOCK_MS);
        p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * BLOCK_MS);
        p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * 1024 * 1024);
        producer = new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
        topic = kafka.nameOf(Topic.LEDGER);
        codec = new AvroCodec<>(LedgerEntry.getClassSchema(), book);
        this.meters = meters;
        thread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(BATCHES_MAX), task -> new Thread(task, "ledger"));
    }

    /** Takes entries to write; what does not fit is counted as lost. */
    public void offer(List<LedgerEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        try {
            thread.execute(() -> entries.forEach(this::send));
        } catch (RejectedExecutionException e) {
            meters.add(CollectorMeter.LEDGER_ENTRIES_LOST, entries.size());
        }
    }

    /** Entries that Kafka has not taken so far. */
    public long lost() {
        return meters.count(CollectorMeter.LEDGER_ENTRIES_LOST);
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        boolean isDone = thread.awaitTermination(2L * BLOCK_MS, TimeUnit.MILLISECONDS);
        if (!isDone) {
            thread.shutdownNow();
        }
        producer.close();
    }

    private void send(LedgerEntry entry) {
        try {
            producer.send(
                    new ProducerRecord<>(topic, LedgerKey.of(entry), codec.encode(entry)), (metadata, failure) -> {
                        if (failure != null) {
                            lost(failure);
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            lost(e);
        }
    }

    private void lost(Exception failure) {
        meters.add(CollectorMeter.LEDGER_ENTRIES_LOST);
        errors.report("ledger entries were not taken; later ones make up for them", failure);
    }
}
