package dev.firstlight.stream.ids;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import org.junit.jupiter.api.Test;

class IdFilterTest {

    private static final int IDS = 100_000;

    @Test
    void shouldKnowAllItWasGivenAndTakeFewOthersForOneOfThem() {
        Seeded.repeat(3, random -> {
            long[] ids = random.longs(2 * IDS).toArray();
            IdFilter filter = filterOf(ids, random.nextLong());
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
        long[] ids = new long[2 * IDS];
        for (int i = 0; i < IDS; i++) {
            ids[2 * i] = spread(i);
            ids[2 * i + 1] = 1;
        }
        IdFilter filter = filterOf(ids, 7);
        int wrong = 0;
        for (int i = 0; i < IDS; i++) {
            wrong += filter.mayContain(spread(i), 2) ? 1 : 0;
            wrong += filter.mayContain(spread(i) + 1, 1) ? 1 : 0;
        }
        assertThat(wrong / (2.0 * IDS)).isLessThan(0.012);
    }

    @Test
    void shouldTakeTwelveBitsAnIdAndOneBlockAtLeast() {
        assertThat(IdFilter.blocks(IDS) * 512.0 / IDS).isBetween(12.0, 12.1);
        assertThat(IdFilter.blocks(0)).isOne();
    }

    @Test
    void shouldHaveBlocksInTheOrderOfIds() {
        assertThat(IdFilter.blockOf(0, 1_000)).isZero();
        assertThat(IdFilter.blockOf(Long.MAX_VALUE, 1_000)).isEqualTo(499);
        assertThat(IdFilter.blockOf(Long.MIN_VALUE, 1_000)).isEqualTo(500);
        assertThat(IdFilter.blockOf(-1, 1_000)).isEqualTo(999);
        assertThat(IdFilter.blockOf(-1, 1 << 27)).isEqualTo((1 << 27) - 1);
    }

    /** Over all first bits, as ids are. */
    private static long spread(int i) {
        return i * (Long.MIN_VALUE / IDS * -2);
    }

    private static IdFilter filterOf(long[] ids, long salt) {
        int blocks = IdFilter.blocks(ids.length / 2);
        long[] words = new long[blocks * IdFilter.WORDS_PER_BLOCK];
        for (int i = 0; i < ids.length; i += 2) {
            IdFilter.add(words, IdFilter.blockOf(ids[i], blocks) * IdFilter.WORDS_PER_BLOCK, ids[i], ids[i + 1], salt);
        }
        return new IdFilter(words, salt);
    }
}
