package dev.firstlight.stream.ids;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdTableTest {

    private record Id(long hi, long lo) {}

    @Test
    void shouldHoldWhatASetHoldsAndGiveItBackInOrder() {
        Seeded.repeat(20, random -> {
            IdTable table = new IdTable(IdTable.IDS_MAX, random.nextLong());
            Set<Id> oracle = new HashSet<>();
            for (int i = 0; i < 5_000; i++) {
                Id id = new Id(random.nextInt(60) - 30, random.nextInt(60) - 30); // all zeros among them
                assertThat(table.contains(id.hi, id.lo)).isEqualTo(oracle.contains(id));
                assertThat(table.add(id.hi, id.lo)).isEqualTo(oracle.add(id));
            }
            assertThat(table.count()).isEqualTo(oracle.size());
            long[] sorted = table.sorted();
            assertThat(sorted).hasSize(2 * oracle.size());
            for (int i = 0; i < sorted.length; i += 2) {
                assertThat(oracle.remove(new Id(sorted[i], sorted[i + 1]))).isTrue();
                if (i > 0) {
                    assertThat(IdOrder.compare(sorted[i - 2], sorted[i - 1], sorted[i], sorted[i + 1]))
                            .isNegative();
                }
            }
        });
    }

    @Test
    void shouldSortAFullTableOfChanceAndOfNearlyEqualIds() {
        Seeded.repeat(3, random -> {
            IdTable table = new IdTable(IdTable.IDS_MAX, 7);
            while (!table.isFull()) {
                boolean isNear = random.nextInt(4) == 0; // equal in all that is compared at first
                table.add(isNear ? 0x7fff_ffff_ffff_0000L | random.nextInt(50) : random.nextLong(), random.nextLong());
            }
            long[] sorted = table.sorted();
            for (int i = 2; i < sorted.length; i += 2) {
                assertThat(IdOrder.compare(sorted[i - 2], sorted[i - 1], sorted[i], sorted[i + 1]))
                        .isNegative();
            }
        });
    }

    @Test
    void shouldBeEmptyAfterItWasCleared() {
        IdTable table = new IdTable(IdTable.IDS_MAX, 7);
        table.add(0, 0);
        table.add(1, 2);
        table.clear();

        assertThat(table.count()).isZero();
        assertThat(table.contains(0, 0)).isFalse();
        assertThat(table.contains(1, 2)).isFalse();
        assertThat(table.sorted()).isEmpty();
    }
}
