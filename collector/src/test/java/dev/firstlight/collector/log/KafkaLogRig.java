package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** A log over a producer and a stopwatch that the test drives. */
final class KafkaLogRig implements AutoCloseable {

    /** The first producer; others are made when it is replaced. */
    final HandProducer producer;

    final List<HandProducer> made = new CopyOnWriteArrayList<>();
    final Meters meters = new Meters("collector", CollectorMeter.class);
    final AtomicLong nanos = new AtomicLong();
    final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    final KafkaSender log;
    private boolean isFirstMade;

    /** Run once, the next time that the log looks at its stopwatch, as an offer does between its checks. */
    final AtomicReference<@Nullable Runnable> whenLooking = new AtomicReference<>();

    KafkaLogRig(int packsMax, long bytesMax, Duration ackTimeout) {
        this(new HandProducer(), packsMax, bytesMax, ackTimeout);
    }

    KafkaLogRig(HandProducer producer, int packsMax, long bytesMax, Duration ackTimeout) {
        this.producer = producer;
        LogConfig config = new LogConfig(packsMax, bytesMax, ackTimeout, Map.of());
        made.add(producer);
        log = new KafkaSender(this::make, HandProducer.TOPIC, config, meters, this::look);
    }

    private long look() {
        Runnable first = whenLooking.getAndSet(null);
        if (first != null) {
            first.run();
        }
        return nanos.get();
    }

    static KafkaLogRig roomy() {
        return new KafkaLogRig(100, 1_000_000, Duration.ofSeconds(10));
    }

    private Producer<byte[], byte[]> make() {
        if (isFirstMade) {
            made.add(new HandProducer());
        }
        isFirstMade = true;
        return made.get(made.size() - 1);
    }

    boolean offer(int bytes) {
        return offer(new byte[bytes]);
    }

    boolean offer(byte[] pack) {
        return log.offer(1, pack, this::told);
    }

    void told(@Nullable Exception failure) {
        outcomes.add(failure == null ? Outcome.DURABLE : Outcome.GIVEN_UP);
    }

    @Override
    public void close() throws InterruptedException {
        log.close();
    }
}
