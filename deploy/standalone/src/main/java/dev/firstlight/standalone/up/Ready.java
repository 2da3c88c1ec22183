package dev.firstlight.standalone.up;

import dev.firstlight.runtime.Readiness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits until services are ready. */
final class Ready {

    private static final long PATIENCE_MS = 120_000;
    private static final long STEP_MS = 25;

    private Ready() {}

    /** @throws IllegalStateException naming what is missing when the patience is over */
    static void await(Readiness... services) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!Arrays.stream(services).allMatch(Readiness::isReady)) {
            if (System.nanoTime() > deadline) {
                List<String> missing = new ArrayList<>();
                Arrays.stream(services)
                        .forEach(service -> service.missing().forEach((what, why) -> missing.add(what + ": " + why)));
                throw new IllegalStateException("not ready after " + PATIENCE_MS / 1_000 + " s: " + missing);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(STEP_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while starting", e);
            }
        }
    }
}
