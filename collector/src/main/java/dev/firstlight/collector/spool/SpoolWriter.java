package dev.firstlight.collector.spool;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Appends packs to segments and says so when they are fsynced: whatever waits is written as one group with one fsync.
 *
 * <p>Threads: {@link #offer} from any; one thread writes. Bounds: bytes waiting. Failure: a write or fsync that fails poisons its segment,
 * which is never appended to or synced again as if it were clean; the group goes once more, whole, into a new segment; when that fails too
 * its packs are given up and nothing is taken for {@value #PAUSE_MS} ms.
 */
final class SpoolWriter implements AutoCloseable {

    /** Written with one fsync at most: keeps one answer from waiting for a long group. */
    private static final long GROUP_BYTES_MAX = 4 * 1_048_576;

    private static final int BUFFER_BYTES = 2 * (Frame.PACK_BYTES_MAX + Frame.HEADER_BYTES);
    private static final long TAKE_STEP_MS = 100;
    private static final long PAUSE_MS = 500;

    private record Waiting(int partition, byte[] pack, Consumer<Boolean> onDone) {}

    private final SpoolFiles files;
    private final SpoolConfig config;
    private final Segments segments;
    private final InstantSource clock;
    private final Meters meters;
    private final ErrorLog errors = new ErrorLog(SpoolWriter.class);
    private final SecureRandom salts = new SecureRandom();
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final AtomicLong queueBytes = new AtomicLong();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Thread thread = new Thread(this::run, "spool-writer");
    private volatile boolean isClosing;
    private volatile boolean isSealWanted;
    private volatile boolean isDiskFull;
    private volatile long pausedUntilNanos = System.nanoTime();
    private long freeSeenNanos = System.nanoTime();
    private long nextNumber;

    // The segment that is appended to.
    private @Nullable Segment segment;
    private SpoolFiles.@Nullable Appending file;
    private long written;
    private long packsUnsynced;

    /** @param firstNumber above those of all segments that are there */
    SpoolWriter(
            SpoolFiles files,
            SpoolConfig config,
            Segments segments,
            long firstNumber,
            InstantSource clock,
            Meters meters) {
        this.files = files;
        this.config = config;
        this.segments = segments;
        this.nextNumber = firstNumber;
        this.clock = clock;
        this.meters = meters;
        thread.start();
    }

    /** Takes a pack, unless too much waits or the disk has just failed. {@code onDone} is told once, on the writer's thread. */
    boolean offer(int partition, byte[] pack, Consumer<Boolean> onDone) {
        if (isClosing || isPaused()) {
            return false;
        }
        long waiting = queueBytes.addAndGet(pack.length);
        Waiting one = new Waiting(partition, pack, onDone);
        boolean isRoom = waiting <= config.queueBytesMax() || waiting == pack.length;
        if (!isRoom || !queue.offer(one) || isClosing && queue.remove(one)) {
            queueBytes.addAndGet(-pack.length);
            return false;
        }
        return true;
    }

    /** Whether the disk has just failed or has too little left, so that nothing is taken for a moment. */
    boolean isPaused() {
        return isDiskFull || pausedUntilNanos - System.nanoTime() > 0;
    }

    boolean isFull() {
        return isClosing || queueBytes.get() >= config.queueBytesMax();
    }

    long queueBytes() {
        return queueBytes.get();
    }

    /** Asks for the open segment to be ended, so that the replay can finish it. */
    void seal() {
        isSealWanted = true;
    }

    /** Writes what was taken, then ends. */
    @Override
    public void close() throws InterruptedException {
        isClosing = true;
        thread.join();
    }

    private void run() {
        List<Waiting> group = new ArrayList<>();
        try {
            while (!isClosing || !queue.isEmpty()) {
                Waiting first = queue.poll(TAKE_STEP_MS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    gather(first, group);
                    store(group);
                    group.clear();
                }
                lookAtDisk();
                if (isSealWanted) {
                    isSealWanted = false;
                    end();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; the thread ends here
        } finally {
            isClosing = true;
            end();
            queue.drainTo(group);
            tell(group, false);
        }
    }

    private void gather(Waiting first, List<Waiting> group) {
        long bytes = 0;
        for (Waiting one = first; one != null; one = bytes < GROUP_BYTES_MAX ? queue.poll() : null) {
            group.add(one);
            bytes += one.pack().length;
        }
    }

    private void store(List<Waiting> group) {
        boolean isStored = write(group);
        if (!isStored) {
            isStored = write(group); // whole, into a new segment
        }
        if (!isStored) {
            pausedUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MS);
        }
        tell(group, isStored);
    }

    /** Here, since asking a disk may take as long as the disk likes. */
    private void lookAtDisk() {
        if (config.keepFreeBytes() > 0 && freeSeenNanos - System.nanoTime() <= 0) {
            freeSeenNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TAKE_STEP_MS);
            try {
                isDiskFull = files.usableBytes() < config.keepFreeBytes();
            } catch (IOException e) {
                isDiskFull = true;
            }
        }
    }

    /** Whether all of it is fsynced. */
    private boolean write(List<Waiting> group) {
        long startedNanos = System.nanoTime();
        try {
            for (Waiting one : group) {
                append(one);
            }
            sync();
            meters.recordNanos(CollectorMeter.SPOOL_WRITE_NANOS, System.nanoTime() - startedNanos);
            return true;
        } catch (IOException | RuntimeException e) {
            poison(e);
            return false;
        }
    }

    private void append(Waiting one) throws IOException {
        int bytes = Frame.HEADER_BYTES + one.pack().length;
        if (segment != null && written + buffer.position() + bytes > config.segmentBytes()) {
            sync();
            end();
        }
        if (segment == null) {
            begin();
        }
        if (buffer.remaining() < bytes) {
            flush();
        }
        Frame.write(buffer, open().name().salt(), one.partition(), one.pack());
        packsUnsynced++;
    }

    private void begin() throws IOException {
        SegmentName name = new SegmentName(nextNumber++, clock.millis(), salts.nextLong());
        SpoolFiles.Appending made = files.create(name.fileName());
        file = made;
        segment = new Segment(name);
        written = 0;
        segments.add(open());
        files.syncDirectory(); // before anything in it is promised
    }

    private void flush() throws IOException {
        buffer.flip();
        written += buffer.remaining();
        appending().append(buffer);
        buffer.clear();
    }

    private void sync() throws IOException {
        flush();
        appending().force();
        Segment synced = open();
        segments.grown(synced, written - synced.readable(), packsUnsynced);
        packsUnsynced = 0;
        synced.readable(written);
    }

    private void poison(Exception cause) {
        meters.add(CollectorMeter.SPOOL_WRITES_FAILED);
        errors.report("the spool could not be written; its segment is not used any further", cause);
        buffer.clear();
        packsUnsynced = 0;
        end();
    }

    /** Ends the open segment, if there is one; what was synced in it stays to be replayed. */
    private void end() {
        Segment ended = segment;
        SpoolFiles.Appending closing = file;
        segment = null;
        file = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (IOException e) {
            errors.report("a segment could not be closed", e);
        }
        if (ended != null) {
            ended.seal();
            if (ended.readable() == 0) {
                drop(ended);
            }
        }
    }

    /** A segment that nothing was ever synced in promises nothing; on a full disk it is the first to go. */
    private void drop(Segment empty) {
        segments.remove(empty);
        try {
            files.delete(empty.name().fileName());
        } catch (IOException e) {
            errors.report("an empty segment could not be removed", e);
        }
    }

    private void tell(List<Waiting> group, boolean isStored) {
        for (Waiting one : group) {
            queueBytes.addAndGet(-one.pack().length);
            meters.add(isStored ? CollectorMeter.PACKS_SPOOLED : CollectorMeter.PACKS_NOT_SPOOLED);
            try {
                one.onDone().accept(isStored);
            } catch (RuntimeException e) { // a bug of the one who asked; this thread has others to tell
                errors.report("the outcome of a spooled pack could not be told", e);
            }
        }
    }

    private Segment open() {
        if (segment == null) {
            throw new IllegalStateException("no segment is open");
        }
        return segment;
    }

    private SpoolFiles.Appending appending() {
        if (file == null) {
            throw new IllegalStateException("no segment is open");
        }
        return file;
    }
}
