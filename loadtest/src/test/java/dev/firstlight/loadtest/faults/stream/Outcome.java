package dev.firstlight.loadtest.faults.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the processor made of the raw log: either what must have come out ({@link Truth}) or what did ({@link Harvest}), in one form so that the
 * two can be compared. Threads: one.
 *
 * @param events identity → the place each event of it says it was read from
 * @param rejects place → the reasons given for it
 * @param ledger counts by name, without those that are zero
 */
record Outcome(Map<String, List<Place>> events, Map<Place, List<String>> rejects, Map<Cell, Map<String, Long>> ledger) {

    Outcome() {
        this(new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    void event(String identity, Place place) {
        events.computeIfAbsent(identity, key -> new ArrayList<>()).add(place);
    }

    void reject(Place place, String reason) {
        rejects.computeIfAbsent(place, key -> new ArrayList<>()).add(reason);
    }

    void count(Cell cell, String name, long more) {
        ledger.computeIfAbsent(cell, key -> new TreeMap<>()).merge(name, more, Long::sum);
    }

    /** The latest counts of the cell, in place of those before. */
    void counts(Cell cell, Map<String, Long> counts) {
        Map<String, Long> aboveZero = new TreeMap<>(counts);
        aboveZero.values().removeIf(count -> count == 0);
        ledger.put(cell, aboveZero);
    }

    /** The counts over all cells, for a person. */
    String sums() {
        Map<String, Long> sums = new TreeMap<>();
        ledger.values().forEach(counts -> counts.forEach((name, count) -> sums.merge(name, count, Long::sum)));
        return sums.toString();
    }
}
