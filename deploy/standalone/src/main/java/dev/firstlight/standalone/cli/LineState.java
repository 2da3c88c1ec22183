package dev.firstlight.standalone.cli;

/** What is to be said of one line of the ledger. */
enum LineState {
    /** The stages agree. */
    OK("ok"),
    /** They do not, and need not yet: the minute is not over, or collectors have something of it that is not in the log. */
    IN_FLIGHT("in flight"),
    /** They do not, and should; but a stage that is behind may have the rest in hand. */
    NOT_JUDGED("not judged"),
    /** They do not, and nobody has the rest. */
    OPEN("open");

    private final String text;

    LineState(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
