package dev.firstlight.stream.event;

import java.util.Locale;

/** By what an event was known already. */
public enum RepeatCause {
    /** The same event id at the same pixel: a retry, a reload, a second delivery. */
    EVENT_ID,
    /** The same order of the same site and goal under another event id: a reloaded thank-you page, two tags on one page. */
    ORDER_ID,
    /** In a pack that this partition has seen, by its numbers: sent again by the collector or its spool. */
    REPLAYED_PACK;

    private final String tallyName = "repeated." + name().toLowerCase(Locale.ROOT);

    /** As the ledger names it. */
    public String tallyName() {
        return tallyName;
    }
}
