package dev.firstlight.collector.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FrameReaderTest {

    private static final long SALT = 0x1234_5678_9abc_def0L;

    @TempDir
    Path directory;

    private record Read(List<Frame> frames, List<long[]> damages) {}

    @Test
    void shouldReadWhatWasWritten() throws IOException {
        byte[] bytes =
                segment(List.of(new byte[] {1}, new byte[1_000], new byte[Frame.PACK_BYTES_MAX], new byte[] {7}));

        Read read = read(bytes, SALT);

        assertThat(read.frames())
                .extracting(frame -> frame.pack().length)
                .containsExactly(1, 1_000, Frame.PACK_BYTES_MAX, 1);
        assertThat(read.damages()).isEmpty();
        assertThat(read.frames().get(3).end()).isEqualTo(bytes.length);
    }

    @Test
    void shouldLoseOnlyTheFrameThatAFlippedBitLiesIn() throws IOException {
        List<byte[]> packs = List.of(pack(1, 20), pack(2, 33), pack(3, 20));
        byte[] whole = segment(packs);
        for (int at = 0; at < whole.length; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) (1 << at % 8);

            Read read = read(bytes, SALT);

            int hit = at < 32 ? 0 : at < 77 ? 1 : 2;
            List<byte[]> left = new ArrayList<>(packs);
            left.remove(hit);
            assertThat(read.frames())
                    .as("flipped at %d", at)
                    .extracting(Frame::pack)
                    .containsExactlyElementsOf(left);
            assertThat(read.damages()).hasSize(1);
        }
    }

    @Test
    void shouldReadEveryWholeFrameOfAFileThatIsCutAnywhere() throws IOException {
        byte[] whole = segment(List.of(pack(1, 20), pack(2, 33), pack(3, 20)));
        for (int length = 0; length <= whole.length; length++) {
            Read read = read(Arrays.copyOf(whole, length), SALT);

            assertThat(read.frames())
                    .as("cut at %d", length)
                    .hasSize(length < 32 ? 0 : length < 77 ? 1 : length < 109 ? 2 : 3);
            boolean isClean = length == 0 || length == 32 || length == 77 || length == 109;
            assertThat(read.damages()).hasSize(isClean ? 0 : 1);
        }
    }

    @Test
    void shouldNotTakeAFrameInsideADamagedPackForOneOfOurs() throws IOException {
        byte[] forged = segment(List.of(pack(9, 30)), SALT + 1); // all a client can know is the format
        byte[] bytes = segment(List.of(forged, pack(2, 10)));
        bytes[0] ^= 1;

        Read read = read(bytes, SALT);

        assertThat(read.frames()).extracting(Frame::pack).containsExactly(pack(2, 10));
    }

    @Test
    void shouldNotSpendForEverOnBytesThatLookLikeManyFrames() throws IOException {
        ByteBuffer hostile = ByteBuffer.allocate(3 * Frame.PACK_BYTES_MAX);
        while (hostile.remaining() >= 4) {
            hostile.putInt(1_000); // each offset a length and a partition that could be
        }

        Read read = read(hostile.array(), SALT);

        assertThat(read.frames()).isEmpty();
        assertThat(read.damages()).hasSize(1);
    }

    @Test
    void shouldReadAnythingWithoutThrowing() {
        Seeded.repeat(200, random -> {
            try {
                byte[] bytes = segment(List.of(pack(1, 100), pack(2, 50), pack(3, 200)));
                for (int i = random.nextInt(20); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                Read read = read(bytes, SALT);

                long covered = read.frames().stream()
                                .mapToLong(frame -> frame.end() - frame.offset())
                                .sum()
                        + read.damages().stream()
                                .mapToLong(damage -> damage[1] - damage[0])
                                .sum();
                assertThat(covered).isEqualTo(bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static byte[] pack(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] segment(List<byte[]> packs) {
        return segment(packs, SALT);
    }

    private static byte[] segment(List<byte[]> packs, long salt) {
        int length = packs.stream()
                .mapToInt(pack -> Frame.HEADER_BYTES + pack.length)
                .sum();
        ByteBuffer out = ByteBuffer.allocate(length);
        packs.forEach(pack -> Frame.write(out, salt, 5, pack));
        return out.array();
    }

    private Read read(byte[] bytes, long salt) throws IOException {
        Path file = directory.resolve("segment");
        Files.write(file, bytes);
        List<Frame> frames = new ArrayList<>();
        List<long[]> damages = new ArrayList<>();
        try (FrameReader reader = new FrameReader(
                FileChannel.open(file, StandardOpenOption.READ),
                salt,
                0,
                bytes.length,
                (from, to) -> damages.add(new long[] {from, to}))) {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                frames.add(frame);
            }
        }
        return new Read(frames, damages);
    }
}
