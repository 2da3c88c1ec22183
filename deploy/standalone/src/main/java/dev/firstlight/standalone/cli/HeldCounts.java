package dev.firstlight.standalone.cli;

import dev.firstlight.schema.avro.LedgerEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The latest counts of every source, by minute and pixel: as numbers, since their names are few and the same everywhere. Counts are
 * absolute, so a later entry of a source replaces its earlier one.
 *
 * <p>Threads: one. Bounds: {@code heldMax} sources' counts; beyond it the oldest minutes are let go, and {@link #wholeFrom} says so.
 */
final class HeldCounts {

    private record Counts(List<String> names, long[] numbers, long writtenMs) {}

    private static final int SAME_MAX = 10_000;

    private final int heldMax;
    private final TreeMap<Long, Map<String, Map<String, Counts>>> minutes = new TreeMap<>();

    /** Sources and lists of names that occur with nearly every entry, each once; begun anew when there are strangely many. */
    private final Map<Object, Object> same = new HashMap<>();

    private long wholeFrom = Lines.UNCUT;
    private int held;

    HeldCounts(int heldMax) {
        this.heldMax = heldMax;
    }

    /** The first minute of which nothing was let go; {@link Lines#UNCUT} when nothing was of any. */
    long wholeFrom() {
        return wholeFrom;
    }

    void put(LedgerEntry entry) {
        if (entry.getMinute() < wholeFrom) {
            return;
        }
        List<String> names = new ArrayList<>(new TreeMap<>(entry.getCounts()).keySet());
        long[] numbers = names.stream().mapToLong(entry.getCounts()::get).toArray();
        Counts counts = new Counts(same(List.copyOf(names)), numbers, entry.getWrittenAt());
        String source = same(entry.getStage() + '|' + entry.getSource());
        Counts before = minutes.computeIfAbsent(entry.getMinute(), absent -> new HashMap<>())
                .computeIfAbsent(entry.getPixelId(), absent -> new HashMap<>())
                .put(source, counts);
        held += before == null ? 1 : 0;
        letGo();
    }

    /** Adds all to the lines that {@code line} answers for a minute and a pixel. */
    void addTo(BiFunction<Long, String, LedgerLine> line) {
        minutes.forEach((minute, pixels) -> pixels.forEach((pixel, sources) -> {
            LedgerLine to = line.apply(minute, pixel);
            sources.forEach((source, counts) -> {
                String stage = source.substring(0, source.indexOf('|'));
                for (int i = 0; i < counts.numbers().length; i++) {
                    to.add(stage, counts.names().get(i), counts.numbers()[i]);
                }
                to.writtenAt(stage, counts.writtenMs());
            });
        }));
    }

    private void letGo() {
        while (held > heldMax) {
            Map.Entry<Long, Map<String, Map<String, Counts>>> oldest = minutes.pollFirstEntry();
            held -= oldest.getValue().values().stream().mapToInt(Map::size).sum();
            wholeFrom = oldest.getKey() + 1;
        }
    }

    @SuppressWarnings("unchecked") // what is equal is of the same class
    private <T> T same(T value) {
        if (same.size() > SAME_MAX) {
            same.clear();
        }
        return (T) same.computeIfAbsent(value, first -> first);
    }
}
