package dev.firstlight.stream.plan;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a value has to be. Values are text as decoded; each rule looks at one at most a few times its length, whatever it holds: patterns
 * run on RE2/J, which has no input that makes it try again and again. Threads: any.
 */
sealed interface ValueRule {

    /** Digits of the longest number that is looked at; a warehouse's widest has 38. */
    int DIGITS_MAX = 40;

    boolean accepts(String text);

    /** For people. */
    String description();

    /** Text of at most {@code lengthMax} characters that matches the pattern from beginning to end, where there is one. */
    record Text(int lengthMax, @Nullable Pattern pattern) implements ValueRule {

        @Override
        public boolean accepts(String text) {
            return text.length() - lengthMax <= lengthMax // in pairs of a surrogate each at most
                    && text.codePointCount(0, text.length()) <= lengthMax
                    && (pattern == null || pattern.matches(text));
        }

        @Override
        public String description() {
            String length = lengthMax == Integer.MAX_VALUE ? "text" : "text up to " + lengthMax;
            return pattern == null ? length : length + " like " + pattern.pattern();
        }
    }

    /** A whole number without exponent or point. */
    record Whole(@Nullable Long min, @Nullable Long max) implements ValueRule {

        @Override
        public boolean accepts(String text) {
            if (!isNumber(text, false)) {
                return false;
            }
            try {
                long value = Long.parseLong(text);
                return (min == null || value >= min) && (max == null || value <= max);
            } catch (NumberFormatException e) { // beyond a long
                return false;
            }
        }

        @Override
        public String description() {
            return "integer" + bounds(min, max);
        }
    }

    /** A decimal without exponent; compared exactly. */
    record Decimal(@Nullable BigDecimal min, @Nullable BigDecimal max) implements ValueRule {

        @Override
        public boolean accepts(String text) {
            if (!isNumber(text, true)) {
                return false;
            }
            BigDecimal value = new BigDecimal(text);
            return (min == null || value.compareTo(min) >= 0) && (max == null || value.compareTo(max) <= 0);
        }

        @Override
        public String description() {
            return "decimal" + bounds(min, max);
        }
    }

    /** {@code 1}, {@code true}, {@code 0} or {@code false}, as on the wire. */
    record Flag() implements ValueRule {

        @Override
        public boolean accepts(String text) {
            return text.length() <= 5 && Set.of("1", "0", "true", "false").contains(text.toLowerCase(Locale.ROOT));
        }

        @Override
        public String description() {
            return "boolean";
        }
    }

    /** One of these, to the letter. */
    record OneOf(Set<String> values) implements ValueRule {

        @Override
        public boolean accepts(String text) {
            return values.contains(text);
        }

        @Override
        public String description() {
            return "one of " + new TreeSet<>(values);
        }
    }

    private static String bounds(@Nullable Object min, @Nullable Object max) {
        return (min == null ? "" : " from " + min) + (max == null ? "" : " to " + max);
    }

    /** Digits after at most one sign and around at most one point. */
    private static boolean isNumber(String text, boolean mayHavePoint) {
        int from = text.startsWith("-") || mayHavePoint && text.startsWith("+") ? 1 : 0;
        if (text.length() - from > DIGITS_MAX) {
            return false;
        }
        int digits = 0;
        int points = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.' && mayHavePoint) {
                points++;
            } else {
                return false;
            }
        }
        return digits > 0 && points <= 1;
    }
}
