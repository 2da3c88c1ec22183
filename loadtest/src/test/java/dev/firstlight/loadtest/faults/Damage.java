package dev.firstlight.loadtest.faults;

import dev.firstlight.collector.spool.Frame;
import dev.firstlight.collector.spool.FrameReader;
import dev.firstlight.collector.spool.SegmentName;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a disk did to the newest segment of a spool: one byte of its last frame is another one, and behind it stands the torn beginning of a write
 * that never ended.
 *
 * @param ids of the events in that frame
 * @param bytes that are in no whole frame now
 */
record Damage(Set<String> ids, long bytes) {

    private static final int TORN_BYTES = 20;

    /** While nobody has the spool open. */
    static Damage doTo(Path spool) throws IOException, UnreadableException {
        Path file = newest(spool);
        Frame last = last(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) last.end() - last.pack().length / 2] ^= 0x10;
        byte[] damaged = new byte[(int) last.end() + TORN_BYTES];
        System.arraycopy(bytes, 0, damaged, 0, (int) last.end());
        System.arraycopy(bytes, 0, damaged, (int) last.end(), TORN_BYTES); // a frame's beginning, as good as any
        Files.write(file, damaged);
        Set<String> ids = new HashSet<>();
        new PackReader(new SchemaBook())
                .read(last.pack())
                .items()
                .forEach(
                        item -> ids.add(item.event() == null ? "" : item.event().getEventId()));
        return new Damage(ids, damaged.length - last.offset());
    }

    private static Path newest(Path spool) throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.filter(file -> SegmentName.parse(file.getFileName().toString()) != null)
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private static Frame last(Path file) throws IOException {
        SegmentName name = SegmentName.parse(file.getFileName().toString());
        List<Frame> frames = new ArrayList<>();
        try (FrameReader reader = new FrameReader(
                FileChannel.open(file, StandardOpenOption.READ),
                name == null ? 0 : name.salt(),
                0,
                Files.size(file),
                (from, to) -> {})) {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                frames.add(frame);
            }
        }
        return frames.get(frames.size() - 1);
    }
}
