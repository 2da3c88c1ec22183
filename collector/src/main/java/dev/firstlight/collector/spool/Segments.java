package dev.firstlight.collector.spool;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The segments that hold something to replay, oldest first, and what they take. Threads: any. */
final class Segments {

    private final ConcurrentLinkedDeque<Segment> all = new ConcurrentLinkedDeque<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong keptBytes = new AtomicLong();
    private final InstantSource clock;

    Segments(Meters meters, InstantSource clock) {
        this.clock = clock;
        meters.gauge(CollectorMeter.SPOOL_BYTES, bytes::get);
        meters.gauge(CollectorMeter.SPOOL_KEPT_BYTES, keptBytes::get);
        meters.gauge(CollectorMeter.SPOOL_PACKS, this::packs);
        meters.gauge(CollectorMeter.SPOOL_SEGMENTS, all::size);
        meters.gauge(CollectorMeter.SPOOL_OLDEST_SECONDS, () -> ageMs() / 1_000);
    }

    void add(Segment segment) {
        all.addLast(segment);
    }

    void remove(Segment segment) {
        all.remove(segment);
        bytes.addAndGet(-segment.readable());
    }

    @Nullable
    Segment oldest() {
        return all.peekFirst();
    }

    /** Frames became readable. */
    void grown(Segment segment, long moreBytes, long morePacks) {
        segment.packs.addAndGet(morePacks);
        bytes.addAndGet(moreBytes);
    }

    void replayed(Segment segment, long fewerPacks) {
        segment.packs.addAndGet(-fewerPacks);
    }

    /** Damaged or refused bytes were kept for a person to look at. */
    void kept(long moreBytes) {
        keptBytes.addAndGet(moreBytes);
    }

    /** All that the directory holds of ours. */
    long bytes() {
        return bytes.get() + keptBytes.get();
    }

    long packs() {
        long packs = 0;
        for (Segment segment : all) {
            packs += segment.packs.get();
        }
        return packs;
    }

    /** When the oldest segment that is not replayed was begun, epoch milliseconds; -1 when there is none. */
    long oldestMs() {
        Iterator<Segment> segments = all.iterator();
        while (segments.hasNext()) {
            Segment segment = segments.next();
            if (segment.replayedTo < segment.readable()) {
                return segment.name().createdAtMs();
            }
        }
        return -1;
    }

    long ageMs() {
        long oldest = oldestMs();
        return oldest < 0 ? 0 : Math.max(0, clock.millis() - oldest);
    }
}
