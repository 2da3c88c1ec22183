package dev.firstlight.stream.event;

import dev.firstlight.schema.Refusal;

/**
 * One thing that happened, for the ledger: accepted = unique + repeated + refused, for every pixel and minute.
 *
 * @param pixel empty where there is none to read
 * @param minute of {@code received_at}, epoch minutes
 */
public record Tally(String pixel, long minute, String name) {

    /** An item of the log that the edge accepted. */
    public static final String ACCEPTED = "accepted";

    /** The first sighting of an identity. */
    public static final String UNIQUE = "unique";

    /** Bytes the edge refused and kept; the collector counts why, here is the exact number that reached the log. */
    public static final String REFUSED_AT_EDGE = "refused_at_edge";

    /** The same in a pack that was there before; no event, so on neither side of the balance. */
    public static final String REFUSED_AT_EDGE_REPLAYED = "refused_at_edge_replayed";

    /** A record of the log that is no pack: nobody knows how many events it is. */
    public static final String UNREADABLE_RECORD = "unreadable_record";

    private static final String END = "end_of_record";

    /** Not a tally: all that is to be counted of the present record of the log has been said. */
    public static final Tally END_OF_RECORD = new Tally("", 0, END);

    private static final long MS_PER_MINUTE = 60_000;
    private static final String[] REFUSED = new String[Refusal.values().length];

    static {
        for (Refusal refusal : Refusal.values()) {
            REFUSED[refusal.ordinal()] = "refused." + refusal.wireName();
        }
    }

    public static Tally of(String pixel, long receivedAtMs, String name) {
        return new Tally(pixel, Math.floorDiv(receivedAtMs, MS_PER_MINUTE), name);
    }

    public boolean isEndOfRecord() {
        return name.equals(END);
    }

    /** The name under which a refusal is counted. */
    public static String refused(Refusal why) {
        return REFUSED[why.ordinal()];
    }
}
