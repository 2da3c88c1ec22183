package dev.firstlight.loadtest.faults;

import java.util.List;

/**
 * What a run was and whether it held.
 *
 * @param sendAgains answers that told an event to come again
 * @param unanswered events whose connection ended before their answer
 * @param complaints empty when it held
 */
record Verdict(
        long seed,
        Plan plan,
        int sent,
        int promised,
        long sendAgains,
        long unanswered,
        int deaths,
        long tookMs,
        List<String> complaints) {

    boolean holds() {
        return complaints.isEmpty();
    }

    @Override
    public String toString() {
        String head = String.format(
                "seed %d %s: %d events sent, %d promised, %d told to come again, %d unanswered, %d deaths, %d ms (%s)",
                seed, holds() ? "holds" : "FAILS", sent, promised, sendAgains, unanswered, deaths, tookMs, plan);
        return holds() ? head : head + "\n  " + String.join("\n  ", complaints);
    }
}
