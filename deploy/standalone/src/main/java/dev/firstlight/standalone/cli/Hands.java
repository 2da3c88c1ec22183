package dev.firstlight.standalone.cli;

import org.jspecify.annotations.Nullable;

/**
 * What the stages behind the collectors may still have in hand: what is in nobody's hand any more is to add up.
 *
 * @param behind who was not past the moment of asking when the patience ended, or nobody
 * @param unreadMinute the first minute of receipt of which the processor or the sink has something to read; {@link #NOTHING} when they have
 *     read all, {@link #UNKNOWN} when that cannot be said
 * @param storingSinceMs what the warehouse may not have merged was delivered to it then or later, epoch milliseconds; 0 when that is not
 *     known
 */
record Hands(@Nullable String behind, long unreadMinute, long storingSinceMs) {

    static final long NOTHING = Long.MAX_VALUE;
    static final long UNKNOWN = Long.MIN_VALUE;

    /** Whether something of a minute may be on its way, of which the sink last delivered something at {@code deliveredMs}. */
    boolean mayHold(long minute, long deliveredMs) {
        return minute >= unreadMinute || deliveredMs >= storingSinceMs;
    }

    /** Whether somebody cannot say what it has in hand, so that it may be anything. */
    boolean isUnknown() {
        return unreadMinute == UNKNOWN || storingSinceMs == 0;
    }
}
