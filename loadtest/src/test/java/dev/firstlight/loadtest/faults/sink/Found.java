package dev.firstlight.loadtest.faults.sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is there in the end. Threads: one.
 *
 * @param rows identity → each row of it
 * @param mergedAway identity → the places noted for it
 * @param refused each reject of the sink, by the place it names → how often
 * @param delivered what the sink's ledger counts
 * @param merged what the warehouse's ledger counts as rows
 * @param away what it counts as merged away
 * @param loaded what it counts as come in objects
 * @param inObjects rows that stand in the objects of the bucket
 * @param oddities objects not loaded, batches given up and not re-driven, lines refused: nothing of that may be left
 */
record Found(
        Map<String, List<Row>> rows,
        Map<String, List<Place>> mergedAway,
        Map<Place, Long> refused,
        Map<Cell, Long> delivered,
        Map<Cell, Long> merged,
        Map<Cell, Long> away,
        Map<Cell, Long> loaded,
        Map<Cell, Long> inObjects,
        List<String> oddities) {

    /** A row of the table {@code events}, and which event it says it is. */
    record Row(Place place, Fact fact) {}

    Found() {
        this(
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                new TreeMap<>(Cell.ORDER),
                new TreeMap<>(Cell.ORDER),
                new TreeMap<>(Cell.ORDER),
                new TreeMap<>(Cell.ORDER),
                new TreeMap<>(Cell.ORDER),
                new ArrayList<>());
    }

    void row(String identity, Row row) {
        rows.computeIfAbsent(identity, absent -> new ArrayList<>()).add(row);
    }

    void mergedAway(String identity, Place place) {
        mergedAway.computeIfAbsent(identity, absent -> new ArrayList<>()).add(place);
    }

    void refused(Place place) {
        refused.merge(place, 1L, Long::sum);
    }

    static long sum(Map<Cell, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
