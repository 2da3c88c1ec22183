package dev.firstlight.stream.ids;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import org.junit.jupiter.api.Test;

class IdFilterTest {

    private static final int IDS = 100_000;

    @Test
    void shouldKnowAllItWasGivenAndTakeFewOthersForOneOfThem() {
        Seeded.repeat(3, random -> {
            IdFilter filter = IdFilter.of(IDS, random.nextLong());
            long[] ids = random.longs(2 * IDS).toArray();
            for (int i = 0; i < ids.length; i += 2) {
                filter.add(ids[i], ids[i + 1]);
            }
            for (int i = 0; i < ids.length; i += 2) {
                assertThat(filter.mayContain(ids[i], ids[i + 1])).isTrue();
            }
            int wrong = 0;
            for (int i = 0; i < IDS; i++) {
                wrong += filter.mayContain(random.nextLong(), random.nextLong()) ? 1 : 0;
            }
            assertThat(wrong / (double) IDS).isLessThan(0.012);
        });
    }

    @Test
    void shouldTellIdsApartThatDifferInOneHalfOnly() {
        IdFilter filter = IdFilter.of(IDS, 7);
        for (int i = 0; i < IDS; i++) {
            filter.add(i, 0);
        }
        int wrong = 0;
        for (int i = 0; i < IDS; i++) {
            wrong += filter.mayContain(0, 1 + i) ? 1 : 0;
            wrong += filter.mayContain(-1 - i, 0) ? 1 : 0;
        }
        assertThat(wrong / (2.0 * IDS)).isLessThan(0.012);
    }

    @Test
    void shouldTakeTwelveBitsAnId() {
        assertThat(IdFilter.words(IDS) * 64.0 / IDS).isBetween(12.0, 12.1);
        assertThat(IdFilter.words(0)).isEqualTo(8);
    }
}
