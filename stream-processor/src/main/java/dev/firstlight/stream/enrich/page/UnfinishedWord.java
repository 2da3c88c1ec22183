package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.stream.event.Warnings;

/**
 * Takes the last word off a text that may have been cut before it came: half an e-mail address at the cut is none to a scan for addresses,
 * and one to people. Who cuts: the edge ({@code Referer} header) and our tracker ({@code referrer}, {@code page_title}), both to the column's
 * width and between characters.
 *
 * <p>A word goes back to what no address is made of, escaped or not. Pure but for warnings; any thread.
 */
final class UnfinishedWord {

    /** A cut between characters leaves up to three bytes of the width unused. */
    private static final int UNUSED_MAX = 3;

    private static final String SEPARATORS = "/?#&;=:,!\\\"'()<>[]{}|*";

    private UnfinishedWord() {}

    /** The text without it, which may be empty; the same where it is too short to have been cut to the field's width. */
    static String without(String text, WireField field, Warnings warnings) {
        int suspectBytes = field.bytesMax() - UNUSED_MAX;
        if (text.length() * 3L < suspectBytes || Utf8.length(text) < suspectBytes) { // three bytes a character at most
            return text;
        }
        int end = text.length();
        while (end > 0 && isOfWord(text.charAt(end - 1))) {
            end--;
        }
        if (end < text.length()) {
            warnings.add("truncated:" + field.longName());
        }
        return text.substring(0, end);
    }

    /** Cuts a scrubbed text shorter than anybody before cuts it, so that it is told from theirs and stays as it is. */
    static String fit(String text, WireField field, Warnings warnings) {
        String cut = Utf8.cut(text, field.bytesMax() - UNUSED_MAX - 1);
        if (cut.length() < text.length()) {
            warnings.add("truncated:" + field.longName());
        }
        return cut;
    }

    private static boolean isOfWord(char c) {
        return c > ' ' && c < EmailAddresses.UNSPACED_SCRIPTS && SEPARATORS.indexOf(c) < 0;
    }
}
