package dev.firstlight.stream.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class CellTest {

    private static final long NOON_MS = 1_795_348_800_000L;
    private static final long MINUTE = NOON_MS / 60_000;
    private static final long MINUTES_A_DAY = TimeUnit.DAYS.toMinutes(1);

    @Test
    void shouldBeCountedInTimeFromThreeDaysAgoToTomorrow() {
        assertThat(List.of(MINUTE, MINUTE - 3 * MINUTES_A_DAY, MINUTE + MINUTES_A_DAY))
                .allSatisfy(minute ->
                        assertThat(Cell.of("a", minute, NOON_MS).isApart()).isFalse());
        assertThat(List.of(MINUTE - 3 * MINUTES_A_DAY - 1, MINUTE + MINUTES_A_DAY + 1, 0L, -1L))
                .allSatisfy(minute ->
                        assertThat(Cell.of("a", minute, NOON_MS).isApart()).isTrue());
    }

    @Test
    void shouldComeBackFromItsKey() {
        for (Cell cell : List.of(new Cell(0, MINUTE, "shop-de"), new Cell(0, 0, ""), new Cell(20_779, -5, "a"))) {
            byte[] marked = cell.key((byte) 'd').get();

            assertThat(Cell.ofKey(cell.key().get(), 0)).isEqualTo(cell);
            assertThat(Cell.ofKey(marked, 1)).isEqualTo(cell);
        }
    }

    @Test
    void shouldHaveKeysInTheOrderOfTheirMinutes() {
        Bytes earlier = new Cell(0, MINUTE, "z").key();
        Bytes later = new Cell(0, MINUTE + 1, "a").key();

        assertThat(earlier).isLessThan(later);
    }
}
