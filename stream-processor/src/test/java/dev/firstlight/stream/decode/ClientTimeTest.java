package dev.firstlight.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.stream.event.Warnings;
import org.junit.jupiter.api.Test;

class ClientTimeTest {

    private static final long RECEIVED = 1_795_000_000_000L;

    private final Warnings warnings = new Warnings();

    @Test
    void shouldTakeOffHowLongTheClientKeptTheEventWhateverItsClockSays() {
        assertThat(ClientTime.occurredAt(RECEIVED, 5_000L, 65_000L, warnings)).isEqualTo(RECEIVED - 60_000);
        assertThat(ClientTime.occurredAt(RECEIVED, 9_999_999_900_000L, 9_999_999_960_000L, warnings))
                .isEqualTo(RECEIVED - 60_000);
        assertThat(warnings.list()).isEmpty();
    }

    @Test
    void shouldTakeTheTimeOfReceiptWhereTheClientDoesNotGiveBoth() {
        assertThat(ClientTime.occurredAt(RECEIVED, null, null, warnings)).isEqualTo(RECEIVED);
        assertThat(ClientTime.occurredAt(RECEIVED, 5L, null, warnings)).isEqualTo(RECEIVED);
        assertThat(ClientTime.occurredAt(RECEIVED, null, 5L, warnings)).isEqualTo(RECEIVED);
    }

    @Test
    void shouldAllowExactlyADayBackAndFiveMinutesAhead() {
        assertThat(ClientTime.occurredAt(RECEIVED, 0L, 86_400_000L, warnings)).isEqualTo(RECEIVED - 86_400_000);
        assertThat(ClientTime.occurredAt(RECEIVED, 300_000L, 0L, warnings)).isEqualTo(RECEIVED + 300_000);
        assertThat(warnings.list()).isEmpty();

        assertThat(ClientTime.occurredAt(RECEIVED, 0L, 86_400_001L, warnings)).isEqualTo(RECEIVED - 86_400_000);
        assertThat(ClientTime.occurredAt(RECEIVED, 300_001L, 0L, warnings)).isEqualTo(RECEIVED + 300_000);
        assertThat(warnings.list()).containsExactly("clamped:occurred_at");
    }

    @Test
    void shouldNotOverflow() {
        assertThat(ClientTime.occurredAt(RECEIVED, Long.MIN_VALUE, Long.MAX_VALUE, warnings))
                .isEqualTo(RECEIVED - 86_400_000);
        assertThat(ClientTime.occurredAt(RECEIVED, Long.MAX_VALUE, Long.MIN_VALUE, warnings))
                .isEqualTo(RECEIVED + 300_000);
    }
}
