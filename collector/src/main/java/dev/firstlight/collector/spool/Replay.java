package dev.firstlight.collector.spool;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the spool holds, oldest first, at a bounded rate beside live traffic, and removes a segment when all of it is acknowledged.
 *
 * <p>Threads: one of its own. While nothing can be sent it tries the oldest packs again, with a growing and jittered pause: that is also how it
 * is found out that Kafka is back. Failure: a process that dies replays its segments from their beginnings; the same packs are recognised
 * downstream by their headers and identities.
 */
final class Replay implements AutoCloseable {

    // Small, so that live traffic gets its turn between two batches.
    private static final long BATCH_BYTES_MAX = 262_144;
    private static final int BATCH_PACKS_MAX = 256;
    private static final long LOOK_MS = 100;

    /** With the pauses between them, some ten seconds. */
    private static final int UNREAD_MAX = 8;

    private static final long PAUSE_MIN_MS = 100;
    private static final long PAUSE_MAX_MS = 2_000;

    private final SpoolFiles files;
    private final SpoolConfig config;
    private final Segments segments;
    private final SpoolWriter writer;
    private final Kept kept;
    private final Resend resend;
    private final Meters meters;
    private final ErrorLog errors = new ErrorLog(Replay.class);
    private final SplittableRandom jitter = new SplittableRandom();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "spool-replay");
    private long pauseMs = PAUSE_MIN_MS;

    /** Times in a row that the oldest segment could not be read. */
    private int unread;

    // Where the reader stands.
    private @Nullable Segment reading;
    private @Nullable FrameReader reader;
    private long readTo;

    Replay(
            SpoolFiles files,
            SpoolConfig config,
            Segments segments,
            SpoolWriter writer,
            Kept kept,
            Resend resend,
            Meters meters) {
        this.files = files;
        this.config = config;
        this.segments = segments;
        this.writer = writer;
        this.kept = kept;
        this.resend = resend;
        this.meters = meters;
        thread.start();
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        thread.interrupt(); // it may wait for answers that do not come
        thread.join();
    }

    private void run() {
        try {
            boolean isOver = false;
            while (!isOver) {
                isOver = closing.await(step(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        } finally {
            forgetReader();
        }
    }

    /** One batch; returns how long to wait before the next, milliseconds. */
    private long step() throws InterruptedException {
        try {
            Segment segment = segments.oldest();
            if (segment == null) {
                return LOOK_MS;
            }
            if (segment.isReplayed()) {
                trim(segment);
                return 0;
            }
            if (segment.replayedTo >= segment.readable()) { // the open one, and we have caught up with it
                if (segment.readable() > 0) { // else it has only just begun
                    writer.seal();
                }
                return LOOK_MS;
            }
            return replay(segment);
        } catch (IOException | RuntimeException e) {
            errors.report("the spool could not be replayed; it will be tried again", e);
            forgetReader();
            if (++unread >= UNREAD_MAX) {
                passOver();
            }
            return nextPause();
        }
    }

    /** The oldest segment cannot be read, copied or removed, however often: the others must not wait for it for ever. */
    private void passOver() {
        unread = 0;
        Segment segment = segments.oldest();
        if (segment == null || !segment.isSealed()) {
            writer.seal();
            return;
        }
        meters.add(CollectorMeter.SPOOL_SEGMENTS_UNREADABLE);
        errors.report("spool: " + segment.name().fileName() + " cannot be replayed and is set aside");
        segments.remove(segment);
        try {
            files.rename(segment.name().fileName(), segment.name().setAsideName());
            files.syncDirectory();
            segments.kept(segment.readable());
        } catch (IOException e) {
            errors.report("a segment could not be set aside; it stays where it is, for the next start", e);
        }
    }

    private long replay(Segment segment) throws IOException, InterruptedException {
        long startedNanos = System.nanoTime();
        List<Frame> batch = read(segment);
        keepDamage(segment);
        if (batch.isEmpty()) { // nothing but damage up to here, which is kept already
            segment.replayedTo = readTo;
            return 0;
        }
        List<Resend.Answer> answers = resend.send(batch);
        if (answers.contains(Resend.Answer.AGAIN)) {
            meters.add(CollectorMeter.REPLAYS_AGAIN);
            forgetReader(); // the same packs once more
            unread = 0; // it can be read
            return nextPause();
        }
        long bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (answers.get(i) == Resend.Answer.NEVER) {
                kept.refused(segment.name(), batch.get(i));
            }
            bytes += batch.get(i).pack().length;
        }
        segment.replayedTo = readTo;
        segments.replayed(segment, batch.size());
        meters.add(CollectorMeter.PACKS_REPLAYED, batch.size());
        meters.add(CollectorMeter.BYTES_REPLAYED, bytes);
        pauseMs = PAUSE_MIN_MS;
        unread = 0;
        long dueMs = bytes * 1_000 / config.replayBytesPerSecond();
        return Math.max(0, dueMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
    }

    /** The next frames; {@code readTo} is then where the following ones begin. */
    private List<Frame> read(Segment segment) throws IOException {
        FrameReader open = readerOf(segment);
        List<Frame> batch = new ArrayList<>();
        long bytes = 0;
        while (bytes < BATCH_BYTES_MAX && batch.size() < BATCH_PACKS_MAX) {
            Frame frame = open.next();
            if (frame == null) {
                readTo = end;
                forgetReader();
                return batch;
            }
            batch.add(frame);
            bytes += frame.pack().length;
            readTo = frame.end();
        }
        return batch;
    }

    /** Damage that came about after the spool was opened: nothing of a segment goes unseen. */
    private void keepDamage(Segment segment) {
        for (long[] damage : damages) {
            try {
                kept.damaged(segment.name(), damage[0], damage[1]);
            } catch (IOException e) { // a full disk, most likely
                segment.setAside();
                errors.report("the damage of a segment could not be copied; all of it will be kept", e);
            }
        }
        damages.clear();
    }

    private final List<long[]> damages = new ArrayList<>();

    /** Up to where {@link #reader} reads. */
    private long end;

    private FrameReader readerOf(Segment segment) throws IOException {
        FrameReader open = reader;
        if (open == null || reading != segment || readTo != segment.replayedTo) {
            forgetReader();
            end = segment.readable();
            open = new FrameReader(
                    files.open(segment.name().fileName()),
                    segment.name().salt(),
                    segment.replayedTo,
                    end,
                    (from, to) -> damages.add(new long[] {from, to}));
            reader = open;
            reading = segment;
        }
        return open;
    }

    private void trim(Segment segment) throws IOException {
        forgetReader();
        if (segment.isSetAside()) {
            files.rename(segment.name().fileName(), segment.name().setAsideName());
            segments.kept(segment.readable());
        } else {
            files.delete(segment.name().fileName());
        }
        segments.remove(segment);
        unread = 0;
        files.syncDirectory();
        meters.add(CollectorMeter.SPOOL_SEGMENTS_REPLAYED);
    }

    private long nextPause() {
        long pause = pauseMs / 2 + jitter.nextLong(pauseMs / 2 + 1);
        pauseMs = Math.min(PAUSE_MAX_MS, pauseMs * 2);
        return pause;
    }

    private void forgetReader() {
        FrameReader open = reader;
        reader = null;
        reading = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            errors.report("a segment could not be closed after reading", e);
        }
    }
}
