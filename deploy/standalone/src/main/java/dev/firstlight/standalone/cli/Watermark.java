package dev.firstlight.standalone.cli;

/**
 * Up to where the ledger is to add up.
 *
 * @param minute the first minute of receipt of which something may be on its way though every stage is past the moment of asking
 * @param collectorsMinute the first one of which something may not be in the log yet
 * @param hasSpooled whether collectors wait for a broker with something on their disks
 * @param hands what the stages behind the collectors may have in hand
 */
record Watermark(long minute, long collectorsMinute, boolean hasSpooled, Hands hands) {

    boolean isInFlight(long lineMinute) {
        return lineMinute >= minute;
    }

    /** Whether a line before {@link #minute} may differ because a stage is behind. */
    boolean isHeld(long lineMinute, long deliveredMs) {
        return hands.mayHold(lineMinute, deliveredMs);
    }

    boolean isSpooled(long lineMinute) {
        return hasSpooled && lineMinute >= collectorsMinute;
    }

    /** The first minute of which nothing is judged. */
    long judgedBefore() {
        return Math.min(minute, hands.unreadMinute());
    }
}
