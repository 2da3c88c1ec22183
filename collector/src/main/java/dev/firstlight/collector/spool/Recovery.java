package dev.firstlight.collector.spool;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what an earlier process left: every whole frame will be replayed, the rest is put aside with a message, and no file keeps the
 * service from starting. Threads: the one that starts.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final SpoolFiles files;
    private final Segments segments;
    private final Kept kept;
    private final Meters meters;

    Recovery(SpoolFiles files, Segments segments, Kept kept, Meters meters) {
        this.files = files;
        this.segments = segments;
        this.kept = kept;
        this.meters = meters;
    }

    /** Returns the number of the next new segment. */
    long run() throws IOException {
        long startedNanos = System.nanoTime();
        kept.count();
        List<SegmentName> names = files.list().stream()
                .map(SegmentName::parse)
                .filter(Objects::nonNull)
                .sorted(SegmentName.ORDER)
                .toList();
        for (SegmentName name : names) {
            try {
                recover(name);
            } catch (IOException | RuntimeException e) {
                setAside(name, e);
            }
        }
        long tookNanos = System.nanoTime() - startedNanos;
        meters.recordNanos(CollectorMeter.SPOOL_RECOVERY_NANOS, tookNanos);
        if (!names.isEmpty()) {
            LOG.info(
                    "spool: {} packs of {} bytes in {} segments wait to be replayed (read in {} ms)",
                    segments.packs(),
                    segments.bytes(),
                    names.size(),
                    tookNanos / 1_000_000);
        }
        return names.isEmpty() ? 0 : names.get(names.size() - 1).number() + 1;
    }

    private void recover(SegmentName name) throws IOException {
        Segment segment = new Segment(name);
        List<long[]> damages = new ArrayList<>();
        long packs = 0;
        SeekableByteChannel channel = files.open(name.fileName());
        long size = channel.size();
        try (FrameReader reader =
                new FrameReader(channel, name.salt(), 0, size, (from, to) -> damages.add(new long[] {from, to}))) {
            while (reader.next() != null) {
                packs++;
            }
        }
        keep(segment, damages);
        if (packs == 0 && !segment.isSetAside()) {
            files.delete(name.fileName());
            return;
        }
        segment.readable(size);
        segment.seal();
        segments.add(segment);
        segments.grown(segment, size, packs);
    }

    private void keep(Segment segment, List<long[]> damages) {
        try {
            for (long[] damage : damages) {
                kept.damaged(segment.name(), damage[0], damage[1]);
            }
        } catch (IOException e) { // a full disk, most likely
            segment.setAside();
            LOG.warn("spool: the damage of {} could not be copied; all of it will be kept", segment.name(), e);
        }
    }

    private void setAside(SegmentName name, Exception cause) {
        meters.add(CollectorMeter.SPOOL_SEGMENTS_UNREADABLE);
        LOG.error("spool: {} cannot be read and is set aside as {}", name.fileName(), name.setAsideName(), cause);
        try {
            files.rename(name.fileName(), name.setAsideName());
            files.syncDirectory();
        } catch (IOException e) {
            LOG.error("spool: {} could not be renamed either; it stays where it is", name.fileName(), e);
        }
    }
}
