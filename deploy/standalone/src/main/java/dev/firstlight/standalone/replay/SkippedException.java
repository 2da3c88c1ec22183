package dev.firstlight.standalone.replay;

import java.io.Serial;

/** This reject is not sent. Checked: the run counts it and goes on. */
final class SkippedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Skipped why;

    SkippedException(Skipped why) {
        super(why.help(), null, false, false);
        this.why = why;
    }

    Skipped why() {
        return why;
    }
}
