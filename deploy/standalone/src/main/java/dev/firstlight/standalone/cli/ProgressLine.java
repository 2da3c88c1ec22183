package dev.firstlight.standalone.cli;

import java.io.PrintWriter;
import java.time.Duration;

/** How far a long command is, on one line of standard error that is written over; at most once a second. Threads: one. */
final class ProgressLine {

    private static final Duration EACH = Duration.ofSeconds(1);
    private static final int WIDTH = 70;

    private final PrintWriter err;
    private long shownNanos = System.nanoTime();
    private boolean isShown;

    ProgressLine(PrintWriter err) {
        this.err = err;
    }

    void show(String text) {
        long now = System.nanoTime();
        if (now - shownNanos >= EACH.toNanos()) {
            shownNanos = now;
            isShown = true;
            err.print('\r' + text + " ".repeat(Math.max(0, WIDTH - text.length())));
            err.flush();
        }
    }

    /** Leaves the line, so that what follows stands on its own. */
    void end() {
        if (isShown) {
            err.println();
            err.flush();
        }
    }
}
