package dev.firstlight.loadtest.e2e;

import dev.firstlight.collector.spool.Frame;
import dev.firstlight.collector.spool.FrameReader;
import dev.firstlight.collector.spool.SegmentName;
import dev.firstlight.schema.PackCompressor;
import dev.firstlight.schema.UnreadableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Looks for canaries in bytes, and remembers where it looked and what it found. */
final class CanaryScan {

    /** The last frame may be half written. */
    private static final FrameReader.Damage NO_DAMAGE = (from, to) -> {};

    private record Wanted(byte[] form, Canary canary, boolean isWeak) {}

    private final List<Wanted> wanted = new ArrayList<>();
    private final BitSet beginnings = new BitSet(1 << 16);
    private final Map<String, Set<String>> found = new TreeMap<>();
    private final Map<String, Set<String>> foundWeakly = new TreeMap<>();
    private long bytes;

    CanaryScan(List<Canary> canaries) {
        for (Canary canary : canaries) {
            canary.forms().forEach(form -> wanted.add(new Wanted(form, canary, false)));
            if (canary.weakForm().length > 0) {
                wanted.add(new Wanted(canary.weakForm(), canary, true));
            }
        }
        wanted.forEach(one -> beginnings.set(pair(one.form(), 0)));
    }

    /** Places by the name of the canary that is there. */
    Set<String> placesOf(Canary canary) {
        return found.getOrDefault(canary.name(), Set.of());
    }

    /** Canaries whose four bytes are somewhere, by chance or not. */
    Map<String, Set<String>> foundWeakly() {
        return foundWeakly;
    }

    long bytesLookedAt() {
        return bytes;
    }

    void look(String place, byte @Nullable [] in) {
        if (in == null) {
            return;
        }
        bytes += in.length;
        for (int at = 0; at + 1 < in.length; at++) {
            if (beginnings.get(pair(in, at))) {
                lookAt(place, in, at);
            }
        }
    }

    /** A pack as it is and, where it is compressed, inflated. */
    void lookIntoPack(String place, byte @Nullable [] pack) {
        look(place, pack);
        if (pack != null && PackCompressor.isCompressed(pack)) {
            try {
                look(place + " inflated", PackCompressor.plain(pack));
            } catch (UnreadableException e) {
                throw new AssertionError("what is in a pack cannot be looked at: " + place, e);
            }
        }
    }

    /** Every file below, as it is and, where it is gzip or of the spool, inflated. */
    void lookIntoFiles(String place, Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> walked = Files.walk(directory)) {
            files = walked.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            byte[] content = read(file);
            String name = place + " " + directory.relativize(file);
            look(name, content);
            if (content.length > 2 && content[0] == 0x1f && content[1] == (byte) 0x8b) {
                try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
                    look(name + " inflated", in.readAllBytes());
                }
            }
            SegmentName segment =
                    SegmentName.parse(Objects.requireNonNull(file.getFileName()).toString());
            if (segment != null) {
                lookIntoSegment(name, file, segment, content.length);
            }
        }
    }

    private void lookIntoSegment(String place, Path file, SegmentName name, int bytes) throws IOException {
        try (FrameReader frames = new FrameReader(Files.newByteChannel(file), name.salt(), 0, bytes, NO_DAMAGE)) {
            for (Frame frame = frames.next(); frame != null; frame = frames.next()) {
                lookIntoPack(place, frame.pack());
            }
        } catch (NoSuchFileException e) {
            return; // replayed in the meantime: its packs are in the topic
        }
    }

    /** What a running pipeline removes in the meantime is not there any more. */
    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    private void lookAt(String place, byte[] in, int at) {
        for (Wanted one : wanted) {
            int end = at + one.form().length;
            if (end <= in.length && Arrays.equals(in, at, end, one.form(), 0, one.form().length)) {
                (one.isWeak() ? foundWeakly : found)
                        .computeIfAbsent(one.canary().name(), name -> new TreeSet<>())
                        .add(place);
            }
        }
    }

    private static int pair(byte[] in, int at) {
        return (in[at] & 0xff) << 8 | in[at + 1] & 0xff;
    }
}
