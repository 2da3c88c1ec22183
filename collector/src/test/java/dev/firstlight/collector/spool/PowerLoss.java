package dev.firstlight.collector.spool;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the power at every moment of a disk's life in every way, recovers from each, and says what went wrong: a pack that was promised is not there,
 * one is there that was never given, or the start fails.
 */
final class PowerLoss {

    private static final int COMPLAINTS_MAX = 5;

    private final Set<String> given;
    private final Set<String> seen;
    private final Meters meters = new Meters("collector", CollectorMeter.class);
    private final List<String> complaints = new ArrayList<>();
    private final int depth;
    private int images;

    /** @param given all packs that the spool was ever offered */
    PowerLoss(Set<String> given) {
        this(given, new HashSet<>(), 1);
    }

    /** @param depth power cuts in a row: while it recovers from the first, the second comes */
    private PowerLoss(Set<String> given, Set<String> seen, int depth) {
        this.given = given;
        this.seen = seen;
        this.depth = depth;
    }

    /** What went wrong; empty when nothing can be lost. */
    List<String> complaints(MemoryDisk disk) {
        int number = 0;
        for (Moment moment : disk.moments()) {
            int cut = number++;
            moment.images(image -> {
                if (complaints.size() < COMPLAINTS_MAX && seen.add(key(image, moment.promised()))) {
                    recover(image, moment.promised(), cut);
                }
            });
        }
        return complaints;
    }

    /** Different disks that were recovered from. */
    int images() {
        return images;
    }

    private void recover(Map<String, byte[]> image, Set<String> promised, int cut) {
        images++;
        MemoryDisk disk = new MemoryDisk(image, promised);
        Set<String> found = packsIn(disk, cut);
        if (found == null) {
            return;
        }
        Set<String> lost = new HashSet<>(promised);
        lost.removeAll(found);
        Set<String> strange = new HashSet<>(found);
        strange.removeAll(given);
        if (!lost.isEmpty() || !strange.isEmpty()) {
            complaints.add("after a cut at operation " + cut + ": lost " + lost + ", never given " + strange + ", disk "
                    + image.keySet());
        }
        if (depth > 0 && disk.moments().size() > 1) { // the recovery has written something
            PowerLoss again = new PowerLoss(given, seen, depth - 1);
            complaints.addAll(again.complaints(disk));
            images += again.images;
        }
    }

    private @Nullable Set<String> packsIn(MemoryDisk disk, int cut) {
        Segments segments = new Segments(meters, new TestClock(Instant.EPOCH));
        Set<String> found = new HashSet<>();
        try {
            long unused = new Recovery(disk, segments, new Kept(disk, segments, meters), meters).run();
            for (Segment one = segments.oldest(); one != null; one = segments.oldest()) {
                try (FrameReader reader = new FrameReader(
                        disk.open(one.name().fileName()), one.name().salt(), 0, one.readable(), (from, to) -> {})) {
                    for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                        found.add(new String(frame.pack(), StandardCharsets.UTF_8));
                    }
                }
                segments.remove(one);
            }
            return found;
        } catch (IOException | RuntimeException e) {
            complaints.add("after a cut at operation " + cut + " it does not start: " + e);
            return null;
        }
    }

    private static String key(Map<String, byte[]> image, Set<String> promised) {
        StringBuilder key = new StringBuilder();
        new TreeMap<>(image).forEach((name, bytes) -> key.append(name).append(Arrays.toString(bytes)));
        return key.append(promised.stream().sorted().toList()).toString();
    }
}
