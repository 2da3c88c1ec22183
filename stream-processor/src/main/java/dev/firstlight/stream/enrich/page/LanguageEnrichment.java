package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import org.jspecify.annotations.Nullable;

/**
 * {@code language} in the case that BCP 47 recommends (RFC 5646, 2.1.1), with hyphens, and {@code language_primary}. The shape is checked,
 * not whether the language is registered.
 *
 * <p>Threads: any. Failure: what is no language tag is absent with the warning {@code malformed:language}.
 */
final class LanguageEnrichment implements Enrichment {

    private static final int SUBTAG_MAX = 8;
    private static final int SCRIPT = 4;
    private static final int REGION = 2;

    @Override
    public String name() {
        return "language";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        String given = event.getLanguage();
        if (given == null) {
            return;
        }
        String tag = canonical(given.strip());
        if (tag == null) {
            warnings.add("malformed:language");
        }
        event.setLanguage(tag);
        event.setLanguagePrimary(tag == null ? null : primary(tag));
    }

    private static String primary(String tag) {
        int hyphen = tag.indexOf('-');
        return hyphen < 0 ? tag : tag.substring(0, hyphen);
    }

    /** The same object where it is canonical already. */
    private static @Nullable String canonical(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        boolean isAfterSingleton = false;
        for (int from = 0; from <= text.length(); ) {
            int to = endOfSubtag(text, from);
            int length = to - from;
            if (!isSubtag(text, from, to)) {
                return null;
            }
            if (from > 0) {
                out.append('-');
            }
            append(out, text, from, to, from == 0 || isAfterSingleton ? 0 : length);
            isAfterSingleton |= length == 1;
            from = to + 1;
        }
        return out.compareTo(new StringBuilder(text)) == 0 ? text : out.toString();
    }

    /** What nearly all browsers send, {@code de} or {@code de-AT}, needs no more than a look. */
    private static boolean isPlain(String text) {
        boolean isLanguage = text.length() >= 2 && isLower(text.charAt(0)) && isLower(text.charAt(1));
        boolean isRegion =
                text.length() == 5 && text.charAt(2) == '-' && isUpper(text.charAt(3)) && isUpper(text.charAt(4));
        return isLanguage && (text.length() == 2 || isRegion);
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static int endOfSubtag(String text, int from) {
        int to = from;
        while (to < text.length() && text.charAt(to) != '-' && text.charAt(to) != '_') {
            to++;
        }
        return to;
    }

    private static boolean isSubtag(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int lower = c | 0x20;
            boolean isLetter = lower >= 'a' && lower <= 'z';
            if (!isLetter && (from == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return to - from <= SUBTAG_MAX && to - from >= (from == 0 ? 2 : 1);
    }

    private static void append(StringBuilder out, String text, int from, int to, int lengthForCase) {
        for (int i = from; i < to; i++) {
            boolean isUpper = lengthForCase == REGION || lengthForCase == SCRIPT && i == from;
            char c = text.charAt(i);
            out.append(isUpper ? Character.toUpperCase(c) : Character.toLowerCase(c));
        }
    }
}
