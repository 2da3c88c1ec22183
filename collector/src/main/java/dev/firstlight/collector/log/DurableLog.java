package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.collector.spool.Frame;
import dev.firstlight.collector.spool.Resend;
import dev.firstlight.collector.spool.Spool;
import dev.firstlight.collector.spool.SpoolConfig;
import dev.firstlight.collector.spool.SpoolFiles;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.schema.KafkaConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Producer;

/**
 * Kafka while it answers, the spool while it does not: a pack is durable when either has it, whoever is first.
 *
 * <p>A pack goes to Kafka; when that refuses it, has no room, or takes longer than {@code spool.slow-after}, it goes to the spool as well, and so
 * does every later one at once, until packs of the spool are acknowledged in time again. A pack may so be in Kafka twice; its header tells the
 * processor. A pack Kafka can never take is found out by the replay, which keeps it on disk and says so.
 *
 * <p>Threads: {@link #offer} from any loop, never blocking; a watch of its own looks for packs that wait too long; outcomes are told on
 * threads of the sender, the producer, the spool or the watch. Bounds: those of {@link KafkaSender} and {@link Spool}; when both are full
 * the pack is turned away. Proof: {@code DurableLogTest} and the fault suite in {@code loadtest}.
 */
public final class DurableLog implements EventLog, AutoCloseable {

    private static final long WATCH_MS = 20;

    /** A pack's linger, and a clock that is not quite the other. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final long TRY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STATE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final KafkaSender kafka;
    private final BrokerState state;
    private final SpoolConfig config;
    private final Duration ackTimeout;
    private final LongSupplier nanos;
    private final Meters meters;
    private final Spool spool;
    private final ErrorLog errors = new ErrorLog(DurableLog.class);
    private final ConcurrentLinkedQueue<Flight> flights = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Flight> spooling = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread watch = new Thread(this::watch, "log-watch");
    private final Flight.Control control = new Flight.Control() {
        @Override
        public void kafkaFailed(Exception failure) {
            if (KafkaFailure.of(failure) != KafkaFailure.PACK) {
                startSpooling("refused: " + failure.getClass().getSimpleName());
            }
        }

        @Override
        public boolean spool(Flight flight) {
            Pack pack = flight.pack();
            boolean isTaken = pack != null && spool.offer(pack.partition(), pack.bytes(), flight::spoolSaid);
            if (isTaken) {
                spooling.add(flight);
            }
            return isTaken;
        }

        @Override
        public void settled(Pack pack, Outcome outcome) {
            tell(pack, outcome);
        }
    };
    private volatile boolean isClosing;
    private volatile boolean isSpooling;

    /** When Kafka was last seen to refuse or to be slow. */
    private volatile long unwellNanos;

    private long stateShownNanos;

    DurableLog(
            KafkaSender kafka,
            SpoolConfig config,
            Duration ackTimeout,
            Function<Resend, Spool> openSpool,
            Meters meters,
            Readiness readiness,
            LongSupplier nanos) {
        this.kafka = kafka;
        this.config = config;
        this.ackTimeout = ackTimeout;
        this.meters = meters;
        this.nanos = nanos;
        this.stateShownNanos = nanos.getAsLong();
        this.state = new BrokerState(readiness, meters, this::hasSpool);
        this.spool = openSpool.apply(this::resend);
        watch.start();
    }

    /**
     * Takes the spool's directory, begins to replay what it holds, and asks Kafka for its metadata.
     *
     * @param wrapProducer around each producer; identity outside tests
     * @throws dev.firstlight.collector.spool.SpoolBusyException when the directory is not ours to use
     */
    public static DurableLog start(
            KafkaConfig kafkaConfig,
            LogConfig logConfig,
            SpoolConfig config,
            SpoolFiles files,
            UnaryOperator<Producer<byte[], byte[]>> wrapProducer,
            InstantSource clock,
            Meters meters,
            Readiness readiness) {
        KafkaSender kafka = new KafkaSender(kafkaConfig, logConfig, meters, wrapProducer);
        boolean isMade = false;
        try {
            DurableLog log = new DurableLog(
                    kafka,
                    config,
                    logConfig.ackTimeout(),
                    resend -> new Spool(files, config, resend, clock, meters),
                    meters,
                    readiness,
                    System::nanoTime);
            isMade = true;
            return log;
        } finally {
            if (!isMade) {
                kafka.abandon();
            }
        }
    }

    /** What a {@link BrokerProbe} tells, and readiness shows. */
    BrokerState state() {
        return state;
    }

    /** Starts to ask Kafka how it does; readiness is red until it has answered once. The caller owns the probe. */
    public AutoCloseable probe(KafkaConfig kafkaConfig) {
        return new BrokerProbe(kafkaConfig, state, meters);
    }

    /** Returns when the topic's metadata is there, so that the port opens only when events can go somewhere. */
    public void awaitMetadata() {
        kafka.awaitMetadata();
    }

    /** Packs in the spool that are not replayed. */
    public long spooledPacks() {
        return spool.packs();
    }

    /** No event in the spool was received before, epoch milliseconds; -1 when it is empty. */
    public long spooledSinceMs() {
        long begunMs = spool.oldestMs(); // of a segment; what is in it may have waited for Kafka before
        return begunMs < 0
                ? -1
                : begunMs - config.slowAfter().plus(ackTimeout).plus(MARGIN).toMillis();
    }

    @Override
    public Offer offer(Pack pack) {
        if (isClosing) {
            return Offer.FULL;
        }
        Flight flight = new Flight(pack, nanos.getAsLong(), control);
        if (!isSpooling && kafka.offer(pack.partition(), pack.bytes(), flight::kafkaSaid)) {
            flights.add(flight);
            return Offer.TAKEN;
        }
        return control.spool(flight) ? Offer.TAKEN : Offer.FULL;
    }

    /** What is with the spool alone may wait for a disk that hangs; its sender does not wait for ever. */
    private void giveUpStuck() {
        long now = nanos.getAsLong();
        long limit = config.slowAfter().plus(ackTimeout).toNanos();
        for (Flight first = spooling.peek(); first != null; first = spooling.peek()) {
            if (!first.isSettled() && now - first.sinceNanos() <= limit) {
                return;
            }
            spooling.poll();
            first.giveUp();
        }
    }

    /** Nothing new is taken; what was taken becomes durable or is given up; the spool is emptied as far as Kafka and the time allow. */
    @Override
    public void close() throws InterruptedException, IOException {
        isClosing = true;
        long deadline = nanos.getAsLong() + config.slowAfter().toNanos();
        while (!flights.isEmpty() && deadline - nanos.getAsLong() > 0) {
            if (closed.await(WATCH_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        flights.forEach(Flight::divert);
        spool.drain(config.drainTimeout(), () -> !isSpooling);
        closed.countDown();
        watch.join();
        if (isSpooling) {
            kafka.abandon();
        } else {
            kafka.close();
        }
        spool.close();
    }

    private void watch() {
        try {
            boolean isOver = false;
            while (!isOver) {
                divertSlow();
                giveUpStuck();
                tryAgain();
                isOver = closed.await(WATCH_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; the thread ends here
        }
    }

    /** What waits too long for Kafka goes to the spool. Flights are in the order of their offers, as good as. */
    private void divertSlow() {
        long now = nanos.getAsLong();
        for (Flight first = flights.peek(); first != null; first = flights.peek()) {
            boolean isSlow = now - first.sinceNanos() > config.slowAfter().toNanos();
            if (!isSlow && !first.isSettled()) {
                return;
            }
            flights.poll();
            if (!first.isSettled()) {
                startSpooling("no acknowledgement within " + config.slowAfter().toMillis() + " ms");
                first.divert();
            }
        }
    }

    /** With nothing in the spool there is no replay that would find out that Kafka is back: the next packs do. */
    private void tryAgain() {
        long now = nanos.getAsLong();
        if (isSpooling && spool.isEmpty() && now - unwellNanos > TRY_AGAIN_NANOS) {
            stopSpooling(false);
        }
        if (now - stateShownNanos > STATE_NANOS) {
            stateShownNanos = now;
            state.show();
        }
    }

    /** On the replayer's thread. */
    private List<Resend.Answer> resend(List<Frame> frames) throws InterruptedException {
        FramesSent sent = FramesSent.by(kafka, frames, ackTimeout, config.slowAfter(), nanos, errors);
        if (sent.isWell()) {
            stopSpooling(true);
        } else {
            unwellNanos = nanos.getAsLong();
        }
        return sent.answers();
    }

    private synchronized void startSpooling(String why) {
        if (!isSpooling) {
            unwellNanos = nanos.getAsLong();
            isSpooling = true;
            meters.add(CollectorMeter.SPOOLING_STARTED);
            state.spooling(why);
        }
    }

    /** @param hasAnswered whether Kafka has shown that it is well; else it is only tried */
    private synchronized void stopSpooling(boolean hasAnswered) {
        if (isSpooling) {
            isSpooling = false;
            state.live(hasAnswered);
        }
    }

    private boolean hasSpool() {
        Spool open = spool;
        return open != null && open.hasRoom();
    }

    private void tell(Pack pack, Outcome outcome) {
        meters.add(outcome == Outcome.DURABLE ? CollectorMeter.PACKS_DURABLE : CollectorMeter.PACKS_GIVEN_UP);
        try {
            pack.onDone().accept(outcome);
        } catch (RuntimeException e) { // a bug of the one who asked; this thread has others to tell
            errors.report("the outcome of a pack could not be told", e);
        }
    }
}
