package dev.firstlight.loadtest.faults;

/**
 * Ends this process, without a last word, at the armed passage: nothing is flushed, no hook runs, as with SIGKILL. Threads: any.
 */
final class Tripwire {

    /** What a shell says of a process that SIGKILL has ended. */
    static final int EXIT_CODE = 137;

    private FailurePoint armed = FailurePoint.NONE;
    private int passagesLeft;

    /** Dies at the {@code passages}-th time that it comes by. */
    synchronized void arm(FailurePoint point, int passages) {
        armed = point;
        passagesLeft = passages;
    }

    void pass(FailurePoint point) {
        pass(point, () -> {});
    }

    /** @param lastly done right before the end, if this is it */
    synchronized void pass(FailurePoint point, Runnable lastly) {
        if (point == armed && --passagesLeft <= 0) {
            lastly.run();
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
