package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A log over a producer and a stopwatch that the test drives. */
final class KafkaLogRig implements AutoCloseable {

    final HandProducer producer;
    final Meters meters = new Meters("collector", CollectorMeter.class);
    final Readiness readiness = new Readiness();
    final AtomicLong nanos = new AtomicLong();
    final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    final KafkaEventLog log;

    /** Run once, the next time that the log looks at its stopwatch, as an offer does between its checks. */
    final AtomicReference<@Nullable Runnable> whenLooking = new AtomicReference<>();

    KafkaLogRig(int packsMax, long bytesMax, Duration ackTimeout) {
        this(new HandProducer(), packsMax, bytesMax, ackTimeout);
    }

    KafkaLogRig(HandProducer producer, int packsMax, long bytesMax, Duration ackTimeout) {
        this.producer = producer;
        LogConfig config = new LogConfig(packsMax, bytesMax, ackTimeout, Map.of());
        log = new KafkaEventLog(producer, HandProducer.TOPIC, config, meters, readiness, this::look);
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

    Pack pack(int bytes) {
        return new Pack(1, new byte[bytes], outcomes::add);
    }

    EventLog.Offer offer(int bytes) {
        return log.offer(pack(bytes));
    }

    @Override
    public void close() throws InterruptedException {
        log.close();
    }
}
