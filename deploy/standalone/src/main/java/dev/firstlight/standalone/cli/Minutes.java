package dev.firstlight.standalone.cli;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Minutes since 1970 out of what people type: {@code 2026-11-22T10:05}, with seconds and a {@code Z} if they like; UTC. */
final class Minutes {

    private Minutes() {}

    static long parse(String option, String text) {
        try {
            return LocalDateTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text)
                            .toEpochSecond(ZoneOffset.UTC)
                    / 60;
        } catch (DateTimeException e) {
            throw new Sentence(2, option + " is a minute of UTC like 2026-11-22T10:05");
        }
    }
}
