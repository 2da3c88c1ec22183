package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Packs into {@code firstlight.raw}, acknowledged by all in-sync replicas.
 *
 * <p>Threads: {@link #offer} from any loop puts into a bounded queue and returns; one sender thread feeds the producer, whose
 * {@code send} may block on a full buffer or on metadata, which is why no loop may call it. {@link #send} is for threads that may wait.
 * Bounds: packs in the queue by number, and bytes of all packs that were offered and are not answered yet. Failure: what waits longer than
 * the acknowledgement timeout, here or in the producer, is answered with the failure; a producer that can never send again is replaced.
 */
final class KafkaSender implements AutoCloseable {

    private static final Duration TAKE_STEP = Duration.ofMillis(200);
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Told once what Kafka said, on a thread of the sender or of the producer. */
    @FunctionalInterface
    interface Told {

        /** @param failure none when all in-sync replicas have the pack */
        void told(@Nullable Exception failure);
    }

    /** A pack in the queue and when it came there. */
    private record Waiting(int partition, byte[] pack, Told told, long sinceNanos) {}

    private final Supplier<Producer<byte[], byte[]>> makeProducer;
    private final String topic;
    private final BlockingQueue<Waiting> queue;
    private final long bytesMax;
    private final Duration ackTimeout;
    private final LongSupplier nanos;
    private final AtomicLong bytesPending = new AtomicLong();
    private final Meters meters;
    private final ErrorLog errors = new ErrorLog(KafkaSender.class);
    private final CountDownLatch warm = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread sender;
    private volatile Producer<byte[], byte[]> producer;
    private long renewedNanos;

    /** @param wrap around each producer that is made; for tests */
    KafkaSender(KafkaConfig kafka, LogConfig config, Meters meters, UnaryOperator<Producer<byte[], byte[]>> wrap) {
        this(
                () -> wrap.apply(new KafkaProducer<>(
                        producerProperties(kafka, config), new ByteArraySerializer(), new ByteArraySerializer())),
                kafka.nameOf(Topic.RAW),
                config,
                meters,
                System::nanoTime);
    }

    KafkaSender(
            Supplier<Producer<byte[], byte[]>> makeProducer,
            String topic,
            LogConfig config,
            Meters meters,
            LongSupplier nanos) {
        this.makeProducer = makeProducer;
        this.producer = makeProducer.get();
        this.topic = topic;
        this.queue = new ArrayBlockingQueue<>(config.queuePacksMax());
        this.bytesMax = config.queueBytesMax();
        this.ackTimeout = config.ackTimeout();
        this.nanos = nanos;
        this.meters = meters;
        this.renewedNanos = nanos.getAsLong() - RENEW_NANOS;
        meters.gauge(CollectorMeter.QUEUE_BYTES, bytesPending::get);
        sender = new Thread(this::run, "log-sender");
        sender.start();
    }

    /** Every setting that decides loss, order or memory; {@code kafka.producer} may override those that do not. */
    static Map<String, Object> producerProperties(KafkaConfig kafka, LogConfig config) {
        Map<String, Object> p = new HashMap<>();
        p.put(ProducerConfig.LINGER_MS_CONFIG, 0); // packs have lingered; what comes while requests are out is gathered
        p.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024); // room for several packs of 64 KiB
        p.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"); // packs are compressed already, and each but once
        p.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                32L * 1024 * 1024); // beyond it the sender thread waits, and the queue fills
        p.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false); // to the broker: our meters are at /metrics
        p.putAll(config.producer());
        p.putAll(kafka.clientProperties());
        p.put(ProducerConfig.CLIENT_ID_CONFIG, "firstlight-collector");
        p.put(ProducerConfig.ACKS_CONFIG, "all"); // the promise of 200
        p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true); // the client's own retries never repeat or reorder
        p.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.RAW.recordBytesMax() + 65_536);
        int ackMs = (int) config.ackTimeout().toMillis();
        p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ackMs);
        p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, ackMs); // then the callback says so and the answer is 503
        p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ackMs / 2); // leaves time for a second try
        p.put(
                ProducerConfig.METADATA_MAX_IDLE_CONFIG,
                24 * 3_600_000); // a quiet night must not cost the first morning event
        return p;
    }

    /** Returns when the topic's metadata is there, so that the port opens only when events can go somewhere. */
    void awaitMetadata() {
        try {
            warm.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }

    /** Takes a pack, unless too much waits or it is closing; {@code told} is then told once, else never. Never blocks. */
    boolean offer(int partition, byte[] pack, Told told) {
        if (isClosing()) {
            return false;
        }
        long pending = bytesPending.addAndGet(pack.length);
        boolean isWithinBytes = pending <= bytesMax || pending == pack.length; // one pack alone always fits
        Waiting waiting = new Waiting(partition, pack, told, nanos.getAsLong());
        if (!isWithinBytes || !queue.offer(waiting) || isClosing() && queue.remove(waiting)) {
            bytesPending.addAndGet(-pack.length);
            return false;
        }
        return true;
    }

    /** Sends at once, on a thread that may wait as long as the acknowledgement timeout; {@code told} is told once. */
    void send(int partition, byte[] pack, Told told) {
        Producer<byte[], byte[]> used = producer;
        try {
            used.send(new ProducerRecord<>(topic, partition, null, pack), (metadata, failure) -> {
                told.told(failure);
                if (failure != null && KafkaFailure.of(failure) == KafkaFailure.PRODUCER) {
                    renewLater(used);
                }
            });
        } catch (RuntimeException e) { // of any kind: the sender of the event waits, and this thread has others
            told.told(e);
            if (KafkaFailure.ofThrown(e) == KafkaFailure.PRODUCER) {
                renew(used);
            }
        }
    }

    /** Waits for what was taken to be answered, at most as long as the acknowledgement timeout; then lets go. */
    @Override
    public void close() throws InterruptedException {
        long sinceNanos = nanos.getAsLong();
        closing.countDown();
        sender.join(ackTimeout.toMillis());
        sender.interrupt(); // for one that still waits inside the producer; what is left is answered with a failure
        sender.join();
        Duration left = ackTimeout.minusNanos(nanos.getAsLong() - sinceNanos);
        producer.close(left.isNegative() ? Duration.ZERO : left);
    }

    /** Lets go at once: for a Kafka that does not answer, when all that was taken is safe elsewhere. */
    void abandon() {
        closing.countDown();
        sender.interrupt();
        producer.close(Duration.ZERO);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        try {
            warmUp();
            warm.countDown();
            while (!isClosing() || !queue.isEmpty()) {
                Waiting waiting = queue.poll(TAKE_STEP.toMillis(), TimeUnit.MILLISECONDS);
                if (waiting != null) {
                    sendWaiting(waiting);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the thread ends here
        } finally {
            closing.countDown();
            warm.countDown();
            drop();
        }
    }

    /** Asks for the topic's metadata until it is there, so that no event pays for it. */
    private void warmUp() throws InterruptedException {
        while (!isClosing()) {
            try {
                producer.partitionsFor(topic);
                return;
            } catch (KafkaException e) {
                errors.report("Kafka does not know " + topic + " yet", e);
                boolean isOver =
                        closing.await(TAKE_STEP.toMillis(), TimeUnit.MILLISECONDS); // a refusal may come at once
                if (isOver) {
                    return;
                }
            }
        }
    }

    private void sendWaiting(Waiting waiting) {
        if (nanos.getAsLong() - waiting.sinceNanos() > ackTimeout.toNanos()) {
            done(waiting, new TimeoutException("waited for the sender"));
        } else {
            send(waiting.partition(), waiting.pack(), failure -> done(waiting, failure));
        }
    }

    private void done(Waiting waiting, @Nullable Exception failure) {
        bytesPending.addAndGet(-waiting.pack().length);
        meters.add(failure == null ? CollectorMeter.PACKS_ACKNOWLEDGED : CollectorMeter.PACKS_UNACKNOWLEDGED);
        try {
            waiting.told().told(failure);
        } catch (RuntimeException e) { // a bug of the one who asked; this thread has others to tell
            errors.report("what Kafka said of a pack could not be told", e);
        }
    }

    /** On a thread of the producer itself, which cannot close it. */
    private void renewLater(Producer<byte[], byte[]> broken) {
        Thread renewing = new Thread(() -> renew(broken), "log-renew");
        renewing.setDaemon(true);
        renewing.start();
    }

    /** Replaces a producer that can never send again, at most once a second; what it still holds fails and is told so. */
    private synchronized void renew(Producer<byte[], byte[]> broken) {
        if (broken != producer || isClosing() || nanos.getAsLong() - renewedNanos < RENEW_NANOS) {
            return;
        }
        renewedNanos = nanos.getAsLong();
        meters.add(CollectorMeter.PRODUCERS_RENEWED);
        errors.report("the Kafka producer cannot go on and is replaced");
        try {
            producer = makeProducer.get();
        } catch (RuntimeException e) { // a name that does not resolve just now, say: the next failure tries again
            errors.report("a new Kafka producer could not be made", e);
            return;
        }
        broken.close(Duration.ZERO);
    }

    private void drop() {
        List<Waiting> left = new ArrayList<>();
        queue.drainTo(left);
        left.forEach(waiting -> done(waiting, new TimeoutException("the collector is stopping")));
    }
}
