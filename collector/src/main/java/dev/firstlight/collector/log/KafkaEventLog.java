package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Packs into {@code firstlight.raw}, acknowledged by all in-sync replicas.
 *
 * <p>Threads: {@link #offer} from any loop puts into a bounded queue and returns; one sender thread feeds the producer, whose
 * {@code send} may block on a full buffer or on metadata, which is why no loop may call it. Bounds: packs in the queue by number, and
 * bytes of all packs that are not yet durable or given up. Failure: what waits longer than the acknowledgement timeout, here or in the
 * producer, is given up; the readiness condition {@code log} is red from a pack given up until the next one that is durable, or until
 * nothing was tried for as long as that timeout: a load balancer that heeds it sends nothing that could turn it green.
 */
public final class KafkaEventLog implements EventLog, AutoCloseable {

    private static final String CONDITION = "log";
    private static final Duration TAKE_STEP = Duration.ofMillis(200);

    /** A pack in the queue and when it came there. */
    private record Waiting(Pack pack, long sinceNanos) {}

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final BlockingQueue<Waiting> queue;
    private final long bytesMax;
    private final Duration ackTimeout;
    private final LongSupplier nanos;
    private final AtomicLong bytesPending = new AtomicLong();
    private final Meters meters;
    private final Readiness readiness;
    private final ErrorLog errors = new ErrorLog(KafkaEventLog.class);
    private final CountDownLatch warm = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread sender;
    private volatile boolean isFailing;
    private volatile long failedNanos;

    public KafkaEventLog(KafkaConfig kafka, LogConfig config, Meters meters, Readiness readiness) {
        this(
                new KafkaProducer<>(
                        producerProperties(kafka, config), new ByteArraySerializer(), new ByteArraySerializer()),
                kafka.nameOf(Topic.RAW),
                config,
                meters,
                readiness,
                System::nanoTime);
    }

    KafkaEventLog(
            Producer<byte[], byte[]> producer,
            String topic,
            LogConfig config,
            Meters meters,
            Readiness readiness,
            LongSupplier nanos) {
        this.producer = producer;
        this.topic = topic;
        this.queue = new ArrayBlockingQueue<>(config.queuePacksMax());
        this.bytesMax = config.queueBytesMax();
        this.ackTimeout = config.ackTimeout();
        this.nanos = nanos;
        this.meters = meters;
        this.readiness = readiness;
        readiness.expect(CONDITION, "the topic's metadata is not there yet");
        meters.gauge(CollectorMeter.QUEUE_BYTES, bytesPending::get);
        sender = new Thread(this::run, "log-sender");
        sender.start();
    }

    /** Every setting that decides loss, order or memory; {@code kafka.producer} may override those that do not. */
    static Map<String, Object> producerProperties(KafkaConfig kafka, LogConfig config) {
        Map<String, Object> p = new HashMap<>();
        p.put(ProducerConfig.LINGER_MS_CONFIG, 5); // one request for the packs of all loops: requests are what costs
        p.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024); // room for several packs of 64 KiB
        p.put(
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "zstd"); // payloads are text; lz4 has known flaws in its Java port
        p.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                32L * 1024 * 1024); // beyond it the sender thread waits, and the queue fills
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
    public void awaitMetadata() {
        try {
            warm.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }

    @Override
    public Offer offer(Pack pack) {
        if (isClosing()) {
            return Offer.FULL;
        }
        long bytes = pack.bytes().length;
        long pending = bytesPending.addAndGet(bytes);
        boolean isWithinBytes = pending <= bytesMax || pending == bytes; // one pack alone always fits
        Waiting waiting = new Waiting(pack, nanos.getAsLong());
        if (!isWithinBytes || !queue.offer(waiting) || isClosing() && queue.remove(waiting)) {
            bytesPending.addAndGet(-bytes);
            return Offer.FULL;
        }
        return Offer.TAKEN;
    }

    /** Waits for what was taken to be durable or given up, at most as long as the acknowledgement timeout; then lets go. */
    @Override
    public void close() throws InterruptedException {
        long sinceNanos = nanos.getAsLong();
        closing.countDown();
        sender.join(ackTimeout.toMillis());
        sender.interrupt(); // for one that still waits inside the producer; what is left is given up
        sender.join();
        Duration left = ackTimeout.minusNanos(nanos.getAsLong() - sinceNanos);
        producer.close(left.isNegative() ? Duration.ZERO : left);
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
                if (waiting == null) {
                    letTryAgain();
                } else {
                    send(waiting);
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
                readiness.holds(CONDITION);
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

    private void letTryAgain() {
        if (isFailing && bytesPending.get() == 0 && nanos.getAsLong() - failedNanos >= ackTimeout.toNanos()) {
            isFailing = false;
            readiness.holds(CONDITION);
        }
    }

    private void send(Waiting waiting) {
        Pack pack = waiting.pack();
        if (nanos.getAsLong() - waiting.sinceNanos() > ackTimeout.toNanos()) {
            givenUp(pack, new TimeoutException("waited for the sender"));
            return;
        }
        try {
            producer.send(new ProducerRecord<>(topic, pack.partition(), null, pack.bytes()), (metadata, failure) -> {
                if (failure == null) {
                    isFailing = false;
                    readiness.holds(CONDITION);
                    done(pack, Outcome.DURABLE);
                } else {
                    givenUp(pack, failure);
                }
            });
        } catch (RuntimeException e) { // of any kind: the sender of the event waits, and this thread has others
            givenUp(pack, e);
        }
    }

    private void givenUp(Pack pack, Exception failure) {
        failedNanos = nanos.getAsLong();
        isFailing = true;
        readiness.fails(
                CONDITION, "Kafka did not acknowledge: " + failure.getClass().getSimpleName());
        errors.report("a pack was not acknowledged and its events were answered 503", failure);
        done(pack, Outcome.GIVEN_UP);
    }

    private void done(Pack pack, Outcome outcome) {
        bytesPending.addAndGet(-pack.bytes().length);
        meters.add(outcome == Outcome.DURABLE ? CollectorMeter.PACKS_DURABLE : CollectorMeter.PACKS_GIVEN_UP);
        try {
            pack.onDone().accept(outcome);
        } catch (RuntimeException e) { // a bug of the one who asked; this thread has others to tell
            errors.report("the outcome of a pack could not be told", e);
        }
    }

    private void drop() {
        ArrayDeque<Waiting> left = new ArrayDeque<>();
        queue.drainTo(left);
        left.forEach(waiting -> done(waiting.pack(), Outcome.GIVEN_UP));
    }
}
