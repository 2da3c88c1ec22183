package dev.firstlight.standalone.cli;

import java.util.Collection;

/** What is to be said of all lines together; the command's exit code. */
enum Verdict {
    /** Every minute that is over adds up. */
    ADDS_UP(0),
    /** Something does not, and is in nobody's hand any more. */
    DIFFERS(1),
    /** Nothing that was judged differs; but not everything that was asked for could be judged. 2 and 3 are {@link Sentence}'s. */
    NOT_JUDGED(4);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    static Verdict of(Lines lines, Watermark watermark) {
        if (count(lines.lines(), watermark, LineState.OPEN) > 0) {
            return DIFFERS;
        }
        boolean isJudged = count(lines.lines(), watermark, LineState.NOT_JUDGED) == 0
                && !watermark.hands().isUnknown()
                && !lines.isCut();
        return isJudged ? ADDS_UP : NOT_JUDGED;
    }

    /** With what was found of a minute: who looked at a part of it cannot say that nothing is missing. */
    Verdict explained(Traces traces) {
        return this == ADDS_UP && traces.isCut() ? NOT_JUDGED : this;
    }

    static long count(Collection<LedgerLine> lines, Watermark watermark, LineState state) {
        return lines.stream().filter(line -> line.state(watermark) == state).count();
    }
}
