package dev.firstlight.schema;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client's {@code consent} says: in our own words, which end at a separator ({@code granted:analytics,ads}), or as others write it
 * ({@link ForeignConsent}). Asked by the edge, which stores nothing that says no, and by the processor, which names it in a column: one
 * reading, so that no event is stored that is then called denied.
 *
 * <p>Pure; any thread; makes no object.
 */
public enum ConsentState {
    GRANTED("granted"),
    DENIED("denied"),
    /** Says of itself that nobody was asked, or has answered. */
    UNKNOWN("unknown"),
    /** Nobody has to be asked. */
    NOT_REQUIRED("not-required");

    private static final ConsentState[] ALL = values(); // which makes a copy at each call

    private final String word;

    ConsentState(String word) {
        this.word = word;
    }

    /** The state that the text says, or none where it is none of the forms. No white space around it. */
    public static @Nullable ConsentState of(CharSequence text) {
        int end = endOfWord(text);
        for (ConsentState state : ALL) {
            if (end == state.word.length() && state.begins(text)) {
                return state;
            }
        }
        return ForeignConsent.state(text);
    }

    /** As the warehouse has it. */
    public String columnText() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As clients write it. */
    public String word() {
        return word;
    }

    /** Whether a text begins with the word, in whatever case, a hyphen or an underscore alike, and whatever comes after it. */
    public boolean begins(CharSequence text) {
        if (text.length() < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = text.charAt(i);
            int lower = c >= 'A' && c <= 'Z' ? c | 0x20 : c == '_' ? '-' : c;
            if (lower != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Where the first word of a text ends. */
    public static int endOfWord(CharSequence text) {
        int end = 0;
        while (end < text.length() && !isSeparator(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Whether it stands between the words of a consent. */
    public static boolean isSeparator(char c) {
        return c <= ' ' || c == ':' || c == ',' || c == ';' || c == '|' || c == '+';
    }
}
