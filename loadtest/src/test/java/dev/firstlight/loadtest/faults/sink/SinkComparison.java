package dev.firstlight.loadtest.faults.sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What differs between what was written and what is there, as sentences that name at most {@value #EXAMPLES} places each. Pure.
 *
 * <p>One row an identity, which is one of its events and says what that said; each other event of it merged away, once; each refused record
 * one reject. The ledger to the event: delivered = written = merged + merged away, loaded = what stands in the objects.
 */
final class SinkComparison {

    static final int EXAMPLES = 5;

    private final Map<String, List<String>> differences = new TreeMap<>();

    private SinkComparison() {}

    /** Empty when what was found is what must be. */
    static List<String> of(Written written, Found found) {
        SinkComparison comparison = new SinkComparison();
        written.events().forEach((identity, events) -> comparison.identity(identity, events, found));
        comparison.outOfNothing(written, found);
        comparison.refused(written, found);
        comparison.ledger(written, found);
        List<String> sentences = new ArrayList<>(found.oddities());
        comparison.differences.forEach((what, where) -> sentences.add(where.size() + " " + what + ": "
                + String.join(", ", where.subList(0, Math.min(EXAMPLES, where.size())))));
        return sentences;
    }

    private void identity(String identity, Map<Place, Fact> events, Found found) {
        List<Found.Row> rows = found.rows().getOrDefault(identity, List.of());
        if (rows.isEmpty()) {
            differs("events lost", identity + " of " + events);
            return;
        }
        if (rows.size() > 1) {
            differs("events that are rows twice", identity + " as " + rows);
        }
        Found.Row kept = rows.get(0);
        if (!kept.fact().equals(events.get(kept.place()))) {
            differs("rows that say something else than their event", kept + " of " + events);
        }
        Set<Place> others = new HashSet<>(events.keySet());
        others.remove(kept.place());
        List<Place> away = found.mergedAway().getOrDefault(identity, List.of());
        if (away.size() != others.size() || !others.equals(Set.copyOf(away))) {
            differs("identities with other events merged away than they have", identity + " " + away + " of " + others);
        }
    }

    private void outOfNothing(Written written, Found found) {
        Set<String> identities = new HashSet<>(found.rows().keySet());
        identities.addAll(found.mergedAway().keySet());
        identities.removeAll(written.events().keySet());
        identities.forEach(identity -> differs("identities that nothing written explains", identity));
    }

    private void refused(Written written, Found found) {
        Map<Place, Long> wanted = new HashMap<>();
        written.refused().forEach(place -> wanted.put(place, 1L));
        Set<Place> places = new HashSet<>(wanted.keySet());
        places.addAll(found.refused().keySet());
        for (Place place : places) {
            long came = found.refused().getOrDefault(place, 0L);
            if (came != wanted.getOrDefault(place, 0L)) {
                differs("rejects lost, repeated or out of nothing", place + " came " + came + " times");
            }
        }
    }

    private void ledger(Written written, Found found) {
        Map<Cell, Long> stored = new HashMap<>(found.merged());
        found.away().forEach((cell, count) -> stored.merge(cell, count, Long::sum));
        counts("cells of the sink's ledger that are not what was written", written.cells(), found.delivered());
        counts("cells in which delivered is not merged and merged away", found.delivered(), stored);
        counts("cells in which loaded is not what stands in the objects", found.inObjects(), found.loaded());
        Map<Cell, Long> rows = new HashMap<>();
        found.rows()
                .values()
                .forEach(all -> all.forEach(row -> rows.merge(row.fact().cell(), 1L, Long::sum)));
        counts("cells in which merged is not the rows", rows, found.merged());
    }

    private void counts(String what, Map<Cell, Long> wanted, Map<Cell, Long> found) {
        Set<Cell> cells = new HashSet<>(wanted.keySet());
        cells.addAll(found.keySet());
        for (Cell cell : cells) {
            long must = wanted.getOrDefault(cell, 0L);
            long is = found.getOrDefault(cell, 0L);
            if (must != is) {
                differs(what, cell + " " + is + " instead of " + must);
            }
        }
    }

    private void differs(String what, String where) {
        differences.computeIfAbsent(what, absent -> new ArrayList<>()).add(where);
    }
}
