package dev.firstlight.standalone.warehouse;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A time as rows have it, {@code 2026-11-22 02:39:02.123}, and nothing else. Pure; any thread. */
final class MillisText {

    private static final String FORM = "0000-00-00 00:00:00.000";
    private static final long SECONDS_PER_DAY = 86_400;

    private MillisText() {}

    /** In microseconds since 1970, UTC; nothing when the text, of 23 characters, is no such time. */
    static @Nullable Long micros(String text) {
        for (int i = 0; i < FORM.length(); i++) {
            char c = text.charAt(i);
            boolean isDigit = c >= '0' && c <= '9';
            if (FORM.charAt(i) == '0' ? !isDigit : c != FORM.charAt(i)) {
                return null;
            }
        }
        int hour = number(text, 11, 2);
        int minute = number(text, 14, 2);
        int second = number(text, 17, 2);
        if (hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        try {
            long day = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2))
                    .toEpochDay();
            long seconds = day * SECONDS_PER_DAY + hour * 3_600L + minute * 60L + second;
            return seconds * 1_000_000 + number(text, 20, 3) * 1_000L;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(String text, int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }
}
