package dev.firstlight.collector.spool;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts aside what cannot be replayed, for a person to look at: damaged bytes as they stand, and packs that Kafka will never take as a
 * segment of their own, which counts again once it is renamed to {@code .spool}. Threads: the one that starts, then the replayer.
 */
final class Kept {

    private static final Logger LOG = LoggerFactory.getLogger(Kept.class);
    private static final int CHUNK_BYTES = 65_536;

    private final SpoolFiles files;
    private final Segments segments;
    private final Meters meters;

    Kept(SpoolFiles files, Segments segments, Meters meters) {
        this.files = files;
        this.segments = segments;
        this.meters = meters;
    }

    /** Copies {@code [from, to)} of a segment beside it, unless that was done at an earlier start. */
    void damaged(SegmentName segment, long from, long to) throws IOException {
        String name = segment.damagedName(from);
        if (files.list().contains(name)) {
            return;
        }
        String unfinished = unfinished(name);
        try (SeekableByteChannel in = files.open(segment.fileName());
                SpoolFiles.Appending out = files.create(unfinished)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            in.position(from);
            for (long left = to - from; left > 0; left -= chunk.limit()) {
                chunk.clear().limit((int) Math.min(left, CHUNK_BYTES));
                while (chunk.hasRemaining() && in.read(chunk) >= 0) {
                    // until the chunk is full or the file has ended
                }
                chunk.flip();
                if (!chunk.hasRemaining()) {
                    break;
                }
                out.append(chunk.duplicate());
            }
            out.force();
        }
        files.rename(unfinished, name); // only a whole copy has this name
        files.syncDirectory();
        segments.kept(to - from);
        meters.add(CollectorMeter.SPOOL_DAMAGED_BYTES, to - from);
        LOG.warn(
                "spool: bytes {} to {} of {} are in no whole frame (a write that was cut off, or a disk that forgets); kept as {}",
                from,
                to,
                segment.fileName(),
                name);
    }

    /** Keeps a pack that Kafka will never take. */
    void refused(SegmentName segment, Frame frame) throws IOException {
        String name = segment.fileName().replace(".spool", "-" + frame.offset() + ".refused");
        if (!files.list().contains(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(Frame.HEADER_BYTES + frame.pack().length);
            Frame.write(bytes, segment.salt(), frame.partition(), frame.pack());
            String unfinished = unfinished(name);
            try (SpoolFiles.Appending out = files.create(unfinished)) {
                out.append(bytes.flip());
                out.force();
            }
            files.rename(unfinished, name);
            files.syncDirectory();
            segments.kept(bytes.capacity());
        }
        meters.add(CollectorMeter.PACKS_REFUSED_FOR_GOOD);
        LOG.error("spool: Kafka refuses a pack for good; it is kept as {} and the replay goes on", name);
    }

    /** Counts what earlier starts have kept. */
    void count() throws IOException {
        for (String name : files.list()) {
            if (name.endsWith(".damaged") || name.endsWith(".refused") || name.endsWith(".setaside")) {
                count(name);
            }
        }
    }

    private void count(String name) {
        try (SeekableByteChannel file = files.open(name)) {
            segments.kept(file.size());
        } catch (IOException e) { // set aside since it cannot be read, most likely
            LOG.warn("spool: {} cannot be read; it stays where it is", name, e);
        }
    }

    /** Where a copy is made before it gets its name; what a failure or a kill left there is made anew. */
    private String unfinished(String name) throws IOException {
        String unfinished = name + ".unfinished";
        if (files.list().contains(unfinished)) {
            files.delete(unfinished);
        }
        return unfinished;
    }
}
