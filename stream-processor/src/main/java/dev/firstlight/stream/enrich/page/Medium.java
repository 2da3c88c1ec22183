package dev.firstlight.stream.enrich.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** By which kind of way a visitor came: the values of {@code referrer_medium}. */
enum Medium {
    /** Nobody referred: typed in, bookmarked, or from where referrers are not sent. */
    DIRECT,
    INTERNAL,
    SEARCH,
    SOCIAL,
    EMAIL,
    PAID,
    AI_ASSISTANT,
    UNKNOWN;

    private final String text = name().toLowerCase(Locale.ROOT);

    String text() {
        return text;
    }

    static @Nullable Medium ofText(String text) {
        for (Medium medium : values()) {
            if (medium.text.equals(text)) {
                return medium;
            }
        }
        return null;
    }
}
