package dev.firstlight.loadtest.faults;

import dev.firstlight.schema.avro.RawPack;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the packs' own numbers say: within one life, loop and partition the sequence has no gap that is not explained, and what has the same number
 * is the same pack. Threads: one.
 */
final class Lanes {

    private record Key(long incarnation, int loop, int partition) {}

    private record Span(int count, int hash) {}

    private static final class Lane {
        final TreeMap<Long, Span> spans = new TreeMap<>();
        long abandoned;

        /** Numbers below the greatest that no pack has. */
        long missing() {
            long next = 0;
            long missing = 0;
            for (Map.Entry<Long, Span> span : spans.entrySet()) {
                missing += Math.max(0, span.getKey() - next);
                next = Math.max(next, span.getKey() + span.getValue().count());
            }
            return missing;
        }
    }

    private final Map<Key, Lane> lanes = new HashMap<>();

    /** Whether the pack is a repeat of one that was there. */
    boolean take(RawPack header, int items, byte[] bytes, int partition, List<String> complaints) {
        if (header.getPartition() != partition) {
            complaints.add("a pack for partition " + header.getPartition() + " arrived in " + partition);
        }
        Lane lane = lanes.computeIfAbsent(
                new Key(header.getIncarnation(), header.getLoop(), header.getPartition()), key -> new Lane());
        lane.abandoned = Math.max(lane.abandoned, header.getAbandonedTotal());
        Span span = new Span(items, Arrays.hashCode(bytes));
        Span before = lane.spans.put(header.getFirstSequence(), span);
        if (before != null && !before.equals(span)) {
            complaints.add("two different packs have the number " + header.getFirstSequence());
        }
        return before != null;
    }

    /** Of a life that went on to the end or ended in order, so that all its packs are there. */
    void checkGaps(long incarnation, List<String> complaints) {
        lanes.forEach((key, lane) -> {
            if (key.incarnation() == incarnation && lane.missing() > lane.abandoned) {
                complaints.add(
                        lane.missing() + " numbers of " + key + " are missing, " + lane.abandoned + " were given up");
            }
        });
    }
}
