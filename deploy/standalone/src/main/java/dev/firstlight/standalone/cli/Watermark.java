package dev.firstlight.standalone.cli;

import org.jspecify.annotations.Nullable;

/**
 * Up to where the ledger is to add up.
 *
 * @param minute the first minute of receipt of which something may be on its way
 * @param collectorsMinute the first one of which something may not be in the log yet
 * @param hasSpooled whether collectors wait for a broker with something on their disks
 * @param behind who is not past the moment of asking, or nobody
 */
record Watermark(
        long minute,
        long collectorsMinute,
        boolean hasSpooled,
        @Nullable String behind) {

    boolean isInFlight(long lineMinute) {
        return behind != null || lineMinute >= minute;
    }

    boolean isSpooled(long lineMinute) {
        return hasSpooled && lineMinute >= collectorsMinute;
    }
}
