package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MillisTextTest {

    private static final long END_MS = 253_402_300_800_000L; // of the year 9999

    @Test
    void shouldReadEveryTimeThatTheSinkWrites() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long epochMs = random.nextLong(END_MS);
            String text = Objects.requireNonNull(Instant.ofEpochMilli(epochMs).toString())
                    .replace('T', ' ')
                    .replace("Z", "");
            if (text.length() == 23) { // Java leaves a fraction of zero out
                assertThat(MillisText.micros(text)).isEqualTo(epochMs * 1_000);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-13-22 02:39:02.123",
                "2026-00-22 02:39:02.123",
                "2026-02-29 02:39:02.123",
                "2026-11-22 24:00:00.000",
                "2026-11-22 02:60:02.123",
                "2026-11-22 02:39:60.123",
                "2026-11-22T02:39:02.123",
                "2026-11-22 02:39:02,123",
                "2026-11-22 02:39:0x.123",
                "+026-11-22 02:39:02.123"
            })
    void shouldReadNothingElse(String text) {
        assertThat(MillisText.micros(text)).isNull();
        assertThat(RowReader.micros(text)).isNull();
    }

    @Test
    void shouldStillReadTimesWithMoreOrFewerDigits() {
        assertThat(RowReader.micros("1970-01-01 00:00:01")).isEqualTo(1_000_000);
        assertThat(RowReader.micros("1970-01-01 00:00:00.000007")).isEqualTo(7);
        assertThat(RowReader.micros("2024-02-29 00:00:00.000")).isEqualTo(RowReader.micros("2024-02-29 00:00:00"));
    }
}
