package dev.firstlight.collector.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.TestClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A disk that flips one bit of a segment costs the frame that the bit is in, and no other; and it is put aside. */
final class BitFlipTest {

    private static final SegmentName NAME = new SegmentName(7, 1_795_000_000_000L, 0x1234_5678_9abc_def0L);
    private static final List<String> PACKS = List.of("first", "the second", "3rd");

    private final Meters meters = new Meters("collector", CollectorMeter.class);

    @Test
    void shouldSalvageEveryOtherFrameWhicheverBitIsFlipped() throws IOException {
        byte[] segment = segment();

        for (int at = 0; at < segment.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = segment.clone();
                flipped[at] ^= (byte) (1 << bit);
                MemoryDisk disk = new MemoryDisk(Map.of(NAME.fileName(), flipped), Set.of());

                List<String> others = new ArrayList<>(PACKS);
                int hit = frameAt(at);
                others.remove(hit);
                assertThat(recovered(disk)).as("bit %d of byte %d", bit, at).isEqualTo(others);
                assertThat(damaged(disk)).isEqualTo(part(flipped, hit));
            }
        }
    }

    private List<String> recovered(MemoryDisk disk) throws IOException {
        Segments segments = new Segments(meters, new TestClock(Instant.EPOCH));
        assertThat(new Recovery(disk, segments, new Kept(disk, segments, meters), meters).run())
                .isEqualTo(NAME.number() + 1);
        Segment found = Objects.requireNonNull(segments.oldest());
        List<String> packs = new ArrayList<>();
        try (FrameReader reader =
                new FrameReader(disk.open(NAME.fileName()), NAME.salt(), 0, found.readable(), (from, to) -> {})) {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                packs.add(new String(frame.pack(), StandardCharsets.UTF_8));
            }
        }
        return packs;
    }

    private static ByteBuffer damaged(MemoryDisk disk) throws IOException {
        String name = disk.list().stream()
                .filter(file -> file.endsWith(".damaged"))
                .findFirst()
                .orElseThrow();
        try (SeekableByteChannel file = disk.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            int unused = file.read(bytes);
            return bytes.flip();
        }
    }

    private static byte[] segment() {
        ByteBuffer bytes = ByteBuffer.allocate(1_024);
        for (String pack : PACKS) {
            Frame.write(bytes, NAME.salt(), 3, pack.getBytes(StandardCharsets.UTF_8));
        }
        byte[] segment = new byte[bytes.flip().remaining()];
        bytes.get(segment);
        return segment;
    }

    private static int frameAt(int offset) {
        int frame = 0;
        while (offset >= start(frame + 1)) {
            frame++;
        }
        return frame;
    }

    private static int start(int frame) {
        return PACKS.subList(0, frame).stream()
                .mapToInt(pack -> Frame.HEADER_BYTES + pack.length())
                .sum();
    }

    private static ByteBuffer part(byte[] segment, int frame) {
        return ByteBuffer.wrap(segment, start(frame), start(frame + 1) - start(frame))
                .slice();
    }
}
