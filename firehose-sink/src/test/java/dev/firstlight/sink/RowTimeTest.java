package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowTimeTest {

    private static final DateTimeFormatter JAVAS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    private final RowTime time = new RowTime();

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 86_399_999, 86_400_000, 951_782_400_000L, 1_709_164_799_999L, RowTime.END_MS - 1})
    void shouldWriteTheEdgesOfDaysAndYearsAsJavaDoes(long epochMs) {
        assertThat(time.text(epochMs)).containsExactly(javas(epochMs).toCharArray());
    }

    @Test
    void shouldWriteAnyTimeAsJavaDoesWhateverWasWrittenBefore() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long epochMs = random.nextLong(RowTime.END_MS);
            assertThat(String.valueOf(time.text(epochMs))).isEqualTo(javas(epochMs));
            long sameDay = epochMs / 86_400_000 * 86_400_000 + random.nextInt(86_400_000);
            assertThat(String.valueOf(time.text(sameDay))).isEqualTo(javas(sameDay));
        }
    }

    private static String javas(long epochMs) {
        return JAVAS.format(
                LocalDateTime.ofEpochSecond(epochMs / 1_000, (int) (epochMs % 1_000) * 1_000_000, ZoneOffset.UTC));
    }
}
