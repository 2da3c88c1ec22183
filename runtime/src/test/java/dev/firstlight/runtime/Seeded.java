package dev.firstlight.runtime;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Random tests that can be run again: the seed of a failure is in its message, and {@code -Dseed=N} runs that one alone.
 */
public final class Seeded {

    private Seeded() {}

    /** Runs {@code body} {@code times} times, each with a generator of its own seed. */
    public static void repeat(int times, Consumer<Random> body) {
        Long only = Long.getLong("seed");
        long first = only == null ? System.nanoTime() : only;
        for (int i = 0; i < (only == null ? times : 1); i++) {
            long seed = first + i;
            try {
                body.accept(new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("failed with -Dseed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
