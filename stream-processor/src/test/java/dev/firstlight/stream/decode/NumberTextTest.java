package dev.firstlight.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.math.BigDecimal;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the patterns that say what the numbers of the wire are. */
final class NumberTextTest {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})");
    private static final Pattern INTEGER = Pattern.compile("(-?\\d{1,19})(?:\\.0{1,9})?");
    private static final Pattern EPOCH_MS = Pattern.compile("(\\d{1,13})(?:\\.0{1,9})?");
    private static final String LETTERS = "0000123456789..+-eE ٣x";

    @Test
    void shouldReadWhatThePatternsRead() {
        Seeded.repeat(200_000, random -> shouldReadAsThePatternsDo(any(random)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                ".",
                "-.",
                "1.",
                ".1",
                "0",
                "-0",
                "00",
                "00.5",
                "0.5",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "-9223372036854775809",
                "9999999999999999999",
                "10.0",
                "10.000000000",
                "10.0000000000",
                "12345678901234",
                "12345678901234.5678",
                "123456789012345",
                "1.23456",
                "1e5",
                "NaN"
            })
    void shouldReadTheBoundsAsThePatternsDo(String text) {
        shouldReadAsThePatternsDo(text);
        shouldReadAsThePatternsDo(text + "0".repeat(40));
        shouldReadAsThePatternsDo(text + "." + "0".repeat(41));
    }

    private static void shouldReadAsThePatternsDo(String text) {
        assertThat(NumberText.decimal(text))
                .as(text)
                .isEqualTo(DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null);
        assertThat(NumberText.integer(text)).as(text).isEqualTo(whole(INTEGER, text));
        assertThat(NumberText.unsigned(text, 13)).as(text).isEqualTo(whole(EPOCH_MS, text));
        if (NumberText.isPlain(text, 14, 4)) {
            BigDecimal value = new BigDecimal(text);
            assertThat(value.toPlainString()).isEqualTo(text);
            assertThat(value.scale()).isBetween(0, 4);
            assertThat(value.precision() - value.scale()).isLessThanOrEqualTo(14);
        }
    }

    private static @Nullable Long whole(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        try {
            return matcher.matches() ? Long.valueOf(matcher.group(1)) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String any(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(random.nextInt(8) == 0 ? 60 : 12); i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
