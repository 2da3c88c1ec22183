package dev.firstlight.loadtest.faults.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What differs between two outcomes, as sentences that name at most {@value #EXAMPLES} places each. Pure. */
final class Comparison {

    static final int EXAMPLES = 20;

    private final Map<String, List<String>> differences = new TreeMap<>();

    private Comparison() {}

    /** Empty when what was found is what must be. */
    static List<String> of(Outcome truth, Outcome found) {
        Comparison comparison = new Comparison();
        comparison.events(truth, found);
        comparison.rejects(truth, found);
        comparison.ledger(truth, found);
        List<String> sentences = new ArrayList<>();
        comparison.differences.forEach((what, where) -> sentences.add(where.size() + " " + what + ": "
                + String.join(", ", where.subList(0, Math.min(EXAMPLES, where.size())))));
        return sentences;
    }

    private void events(Outcome truth, Outcome found) {
        truth.events().forEach((identity, places) -> {
            List<Place> came = found.events().getOrDefault(identity, List.of());
            if (came.isEmpty()) {
                differs("events lost", identity + " of " + places.get(0));
            } else if (came.size() > 1) {
                differs("events repeated", identity + " of " + places.get(0) + " came from " + came);
            } else if (!came.equals(places)) {
                differs("events not of their first sighting", identity + " of " + places + " came from " + came);
            }
        });
        found.events().forEach((identity, came) -> {
            if (!truth.events().containsKey(identity)) {
                differs("events that nothing in the log explains", identity + " from " + came);
            }
        });
    }

    private void rejects(Outcome truth, Outcome found) {
        truth.rejects().forEach((place, reasons) -> {
            List<String> came = found.rejects().getOrDefault(place, List.of());
            if (!came.equals(reasons)) {
                String what = came.isEmpty() ? "rejects lost" : "rejects repeated or for another reason";
                differs(what, place + " " + reasons + (came.isEmpty() ? "" : " came as " + came));
            }
        });
        found.rejects().forEach((place, came) -> {
            if (!truth.rejects().containsKey(place)) {
                differs("rejects that nothing in the log explains", place + " " + came);
            }
        });
    }

    private void ledger(Outcome truth, Outcome found) {
        truth.ledger().forEach((cell, counts) -> {
            Map<String, Long> came = found.ledger().getOrDefault(cell, Map.of());
            if (!came.equals(counts)) {
                differs("cells of the ledger other than the truth", cell + " " + came + " instead of " + counts);
            }
        });
        found.ledger().forEach((cell, came) -> {
            if (!truth.ledger().containsKey(cell) && !came.isEmpty()) {
                differs("cells of the ledger that nothing in the log explains", cell + " " + came);
            }
        });
    }

    private void differs(String what, String where) {
        differences.computeIfAbsent(what, key -> new ArrayList<>()).add(where);
    }
}
