package dev.firstlight.loadtest.faults.stream;

/**
 * What the processor promises about repeats, where that is a matter of choice and not of exactness.
 *
 * @param replaysAreTold items whose numbers were read before are counted as {@code repeated.replayed_pack}, and nothing of them is refused again
 * @param repeatedOrdersAreKept an order that another event has taken goes to the rejects as {@code repeat_order}; the same event again is a
 *     repeat by its id
 */
record Promises(boolean replaysAreTold, boolean repeatedOrdersAreKept) {

    /** Those that hold. */
    static final Promises KEPT = new Promises(true, true);
}
