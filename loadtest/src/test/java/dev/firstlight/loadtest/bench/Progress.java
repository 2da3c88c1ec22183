package dev.firstlight.loadtest.bench;

import java.io.PrintStream;
import java.time.Duration;

/** Says on standard error what is being measured, with the seconds since the start; standard output is for the figures. */
public final class Progress {

    private final PrintStream to;
    private final long startNanos = System.nanoTime();

    public Progress(PrintStream to) {
        this.to = to;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is of a library that tests do not have
    public void say(String what, Object... values) {
        long seconds = Duration.ofNanos(System.nanoTime() - startNanos).toSeconds();
        to.printf("%4d s  %s%n", seconds, what.formatted(values));
    }
}
