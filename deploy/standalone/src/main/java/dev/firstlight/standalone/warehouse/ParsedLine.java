package dev.firstlight.standalone.warehouse;

import org.jspecify.annotations.Nullable;

/**
 * A line of an object: the values of a row, or why it is none.
 *
 * @param number from 1
 * @param values by the ordinal of their column; empty for what is no row
 * @param text of what is no row, as much of it as is kept
 * @param refusal empty for a row
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, to be appended
record ParsedLine(long number, @Nullable Object[] values, String text, String refusal) {

    private static final Object[] NOTHING = {};

    static ParsedLine refused(long number, String text, String reason) {
        return new ParsedLine(number, NOTHING, text, reason);
    }

    boolean isRow() {
        return refusal.isEmpty();
    }
}
