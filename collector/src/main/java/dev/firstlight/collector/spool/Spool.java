package dev.firstlight.collector.spool;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's disk log for packs that Kafka does not take: fsynced before they are answered for, sent again oldest first, removed when
 * acknowledged.
 *
 * <p>Threads: {@link #offer} from any, never blocking. Bounds: bytes and age of what is not replayed, bytes waiting to be written, bytes the
 * disk must have left. Nothing that was promised is ever dropped for a bound: past one, nothing new is taken. Failure: see {@link SpoolWriter},
 * {@link Recovery}, {@link Replay}. Proof: the power-loss test and the fault suite in {@code loadtest}.
 */
public final class Spool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final long DRAIN_LOOK_MS = 20;

    private final SpoolConfig config;
    private final Meters meters;
    private final Segments segments;
    private final Closeable lock;
    private final SpoolWriter writer;
    private final Replay replay;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Takes the directory, recovers what it holds and starts to replay it.
     *
     * @throws SpoolBusyException when the directory is another's or cannot be used
     */
    public Spool(SpoolFiles files, SpoolConfig config, Resend resend, InstantSource clock, Meters meters) {
        this.config = config;
        this.meters = meters;
        this.segments = new Segments(meters, clock);
        Kept kept = new Kept(files, segments, meters);
        try {
            lock = files.lock();
        } catch (IOException e) {
            throw unusable(config, e);
        }
        long nextNumber;
        try {
            nextNumber = new Recovery(files, segments, kept, meters).run();
        } catch (IOException e) {
            throw unusable(config, e); // the lock ends with the process that cannot start
        }
        writer = new SpoolWriter(files, config, segments, nextNumber, clock, meters);
        replay = new Replay(files, config, segments, writer, kept, resend, meters);
    }

    /**
     * Takes a pack unless a bound is reached.
     *
     * @param onDone told once, on a thread of the spool, whether it is fsynced; never when false is returned
     */
    public boolean offer(int partition, byte[] pack, Consumer<Boolean> onDone) {
        boolean isTaken = hasRoom() && writer.offer(partition, pack, onDone);
        if (!isTaken) {
            meters.add(CollectorMeter.PACKS_NOT_SPOOLED);
        }
        return isTaken;
    }

    /** Whether it would take a pack now. */
    public boolean hasRoom() {
        return segments.bytes() + writer.queueBytes() < config.bytesMax()
                && segments.ageMs() < config.ageMax().toMillis()
                && !writer.isPaused()
                && !writer.isFull();
    }

    /** Packs that wait to be replayed. */
    public long packs() {
        return segments.packs();
    }

    /** Whether nothing waits, neither to be written nor to be replayed. */
    public boolean isEmpty() {
        return segments.oldestMs() < 0 && writer.queueBytes() == 0;
    }

    /** Since when the oldest of them waits at most, epoch milliseconds; -1 when none does. */
    public long oldestMs() {
        return segments.oldestMs();
    }

    /** Waits until all of it is replayed, while {@code isWorthwhile}, at most for {@code timeout}. */
    public void drain(Duration timeout, BooleanSupplier isWorthwhile) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!isEmpty() && isWorthwhile.getAsBoolean() && deadline - System.nanoTime() > 0) {
            boolean unused = closed.await(DRAIN_LOOK_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Writes what was taken, stops replaying and lets the directory go; says what is left in it. */
    @Override
    public void close() throws InterruptedException, IOException {
        closed.countDown();
        writer.close();
        replay.close();
        lock.close();
        if (packs() > 0) {
            LOG.warn(
                    "spool: {} packs of {} bytes stay in {}; the next start there replays them",
                    packs(),
                    segments.bytes(),
                    config.directory());
        }
    }

    private static SpoolBusyException unusable(SpoolConfig config, IOException cause) {
        return new SpoolBusyException("the spool directory " + config.directory() + " cannot be used: " + cause);
    }
}
