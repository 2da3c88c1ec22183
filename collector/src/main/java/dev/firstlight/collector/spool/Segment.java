package dev.firstlight.collector.spool;

import java.util.concurrent.atomic.AtomicLong;

/**
 * One file of the spool. Threads: the writer appends and seals, the replayer reads and trims; what both look at is volatile.
 */
final class Segment {

    private final SegmentName name;
    private volatile long readable;
    private volatile boolean isSealed;
    private volatile boolean isSetAside;

    /** Packs that can be replayed and are not; with {@link Segments} in between. */
    final AtomicLong packs = new AtomicLong();

    /** Written by the replayer only: where the first frame begins that is not acknowledged. */
    volatile long replayedTo;

    Segment(SegmentName name) {
        this.name = name;
    }

    SegmentName name() {
        return name;
    }

    /** Bytes that survived an fsync, so may be replayed. */
    long readable() {
        return readable;
    }

    void readable(long bytes) {
        readable = bytes;
    }

    /** Whether nothing will be appended any more. */
    boolean isSealed() {
        return isSealed;
    }

    void seal() {
        isSealed = true;
    }

    /** Whether the file is kept after its replay, since its damage could not be copied. */
    boolean isSetAside() {
        return isSetAside;
    }

    void setAside() {
        isSetAside = true;
    }

    boolean isReplayed() {
        return isSealed && replayedTo >= readable;
    }
}
