package dev.firstlight.loadtest.gatling;

import java.util.Locale;

/** What a hit is, and the status that it must be answered with. */
enum Kind {
    PAGE_VIEW(200),
    IMPRESSION(200),
    CLICK(200),
    CONVERSION(200),
    /** Several events in one POST; all stored is 204. */
    BATCH(204),
    /** An event sent once more with its id, as after an answer that got lost. */
    REPEAT(200),
    /** A conversion whose order id is what a broken template left there: an event, not an order. */
    PLACEHOLDER(200),
    /** The visitor said no, and the tag fired all the same: answered, counted, not stored. */
    DECLINED(200),
    /** What broken tags send; refused. */
    MALFORMED(400);

    private final int status;

    Kind(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** As the summary names it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
