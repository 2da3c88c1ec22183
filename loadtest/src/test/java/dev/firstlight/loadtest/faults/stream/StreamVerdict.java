package dev.firstlight.loadtest.faults.stream;

import java.util.List;

/**
 * What a case was and whether it held.
 *
 * @param records of the raw log
 * @param sums what must have come out of them
 * @param notes what was measured or done on the way
 * @param complaints empty when it held
 */
record StreamVerdict(
        String name,
        long seed,
        long records,
        String sums,
        int deaths,
        long tookSeconds,
        List<String> notes,
        List<String> complaints) {

    boolean holds() {
        return complaints.isEmpty();
    }

    @Override
    public String toString() {
        String head = String.format(
                "%s, seed %d, %s: %d records, %s; %d deaths, %d s%s",
                name,
                seed,
                holds() ? "holds" : "FAILS",
                records,
                sums,
                deaths,
                tookSeconds,
                notes.isEmpty() ? "" : "; " + String.join("; ", notes));
        return holds() ? head : head + "\n  " + String.join("\n  ", complaints);
    }
}
