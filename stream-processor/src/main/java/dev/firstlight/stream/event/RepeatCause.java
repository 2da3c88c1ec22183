package dev.firstlight.stream.event;

import java.util.Locale;

/** By what an event was known already. */
public enum RepeatCause {
    /** The same event id at the same pixel: a retry, a reload, a second delivery. */
    EVENT_ID,
    /** The same order of the same site and goal: a reloaded thank-you page, two tags on one page. */
    ORDER_ID;

    private final String tallyName = "repeated." + name().toLowerCase(Locale.ROOT);

    /** As the ledger names it. */
    public String tallyName() {
        return tallyName;
    }
}
