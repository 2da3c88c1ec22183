package dev.firstlight.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The numbers of one loop against a set of them. */
class LoopSequencesTest {

    @Test
    void shouldSpendTwentyFiveBytesOnALoopWithoutGaps() {
        LoopSequences loop = LoopSequences.of(null);
        loop.take(0, 10, 0, 1);
        loop.take(10, 5, 0, 2);

        assertThat(loop.bytes()).hasSize(25);
        assertThat(LoopSequences.of(loop.bytes()).bytes()).isEqualTo(loop.bytes());
    }

    @Test
    void shouldTellWhatItHasSeenItemByItem() {
        LoopSequences loop = LoopSequences.of(null);
        loop.take(0, 4, 0, 1); // 0..3
        loop.take(8, 2, 0, 1); // 8, 9; 4..7 are open

        assertThat(loop.open()).isEqualTo(4);
        assertThat(loop.take(2, 4, 0, 2).repeated().toString()).isEqualTo("{0, 1}"); // 2..5
        assertThat(loop.open()).isEqualTo(2);
        assertThat(loop.take(5, 7, 0, 2).repeated().toString()).isEqualTo("{0, 3, 4}"); // 5..11: 5, 8, 9 were there
        assertThat(loop.open()).isZero();
        assertThat(loop.take(0, 12, 0, 3).repeated().cardinality()).isEqualTo(12);
        assertThat(loop.bytes()).hasSize(25);
    }

    @Test
    void shouldCallAGapLostOnlyWhenItIsOldAndNobodyGaveItUp() {
        LoopSequences loop = LoopSequences.of(null);
        loop.take(5, 1, 0, 1_000);
        loop.take(10, 1, 3, 2_000); // 5 + 4 missing, 3 given up

        assertThat(loop.settle(999)).isZero();
        assertThat(loop.settle(1_000)).isEqualTo(2);
        assertThat(loop.settle(1_000)).isZero();
        assertThat(loop.open()).isEqualTo(4);
        assertThat(loop.settle(2_000)).isEqualTo(4);
        assertThat(loop.open()).isZero();
    }

    @Test
    void shouldTakeBackALossThatCameAfterAllAndNothingForAClockThatStepsBack() {
        LoopSequences loop = LoopSequences.of(null);
        loop.take(5, 1, 0, 1_000);
        assertThat(loop.settle(1_000)).isEqualTo(5);

        assertThat(loop.settle(0)).isZero();
        assertThat(loop.take(0, 3, 0, 9_000).repeated().isEmpty()).isTrue();
        assertThat(loop.settle(1_000)).isEqualTo(-3);
    }

    @Test
    void shouldReadWhatEarlierBuildsWrote() {
        byte[] whole = ByteBuffer.allocate(48)
                .putLong(100)
                .putLong(0)
                .putLong(0)
                .putLong(0)
                .putLong(0)
                .putLong(5)
                .array();

        assertThat(LoopSequences.of(whole).take(90, 20, 0, 6).repeated().cardinality())
                .isEqualTo(10);
        byte[] withGap = whole.clone();
        withGap[15] = 7; // seven are missing, nobody knows which
        assertThat(LoopSequences.of(withGap).take(90, 20, 0, 6)).isEqualTo(new LoopSequences.Taken(new BitSet(), true));
    }

    @Test
    void shouldNeverCallAnItemARepeatThatItHasNotSeenHoweverManyGapsThereAre() {
        LoopSequences loop = LoopSequences.of(null);
        int packs = 3 * LoopSequences.GAPS_MAX;
        for (int i = 0; i < packs; i++) {
            loop.take(2L * i + 1, 1, 0, i);
        }

        assertThat(loop.bytes().length).isLessThanOrEqualTo(57 + 24 * LoopSequences.GAPS_MAX);
        for (int i = 0; i < packs; i++) {
            assertThat(loop.take(2L * i, 1, 0, packs).repeated().isEmpty())
                    .as("item %d", 2 * i)
                    .isTrue();
        }
        assertThat(loop.take(2L * packs - 2, 2, 0, packs).repeated().cardinality())
                .isEqualTo(2); // where it remembers, it tells
        assertThat(loop.take(0, 1, 0, packs).isUnproven()).isTrue();
    }

    @Test
    void shouldNeverCallLostWhatWasRefusedUnreadNorForgetThatItIsMissing() {
        LoopSequences loop = LoopSequences.of(null);
        loop.take(5, 1, 0, 1_000, true); // 0..4 refused
        loop.take(8, 1, 0, 1_000, false); // 6, 7 missing
        loop = LoopSequences.of(loop.bytes());

        assertThat(loop.refused()).isEqualTo(5);
        assertThat(loop.open()).isEqualTo(2);
        assertThat(loop.settle(9_000)).isEqualTo(2);
        assertThat(loop.open()).isZero();
        assertThat(loop.take(1, 2, 0, 9_000).repeated().isEmpty()).isTrue();
        assertThat(loop.refused()).isEqualTo(3);
        assertThat(loop.take(1, 2, 0, 9_000).repeated().cardinality()).isEqualTo(2);
        assertThat(loop.settle(9_000)).isZero();
    }

    @Test
    void shouldNotMixWhatWasRefusedUnreadWithLossesWhenThereAreTooManyGapsToPlace() {
        LoopSequences loop = LoopSequences.of(null);
        for (int i = 0; i <= LoopSequences.GAPS_MAX; i++) {
            loop.take(2L * i + 1, 1, 0, 1_000, i < 2); // the first two gaps are of refused packs
        }

        assertThat(loop.refused()).isOne(); // the other is below what gaps are remembered for
        assertThat(loop.settle(1_000)).isEqualTo(LoopSequences.GAPS_MAX - 1);
    }

    @Test
    void shouldAgreeWithASetInAnyOrder() {
        Seeded.repeat(50, random -> {
            LoopSequences loop = LoopSequences.of(null);
            Set<Long> seen = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                long first = nextFirst(random, seen.size());
                int items = 1 + random.nextInt(8);
                Set<Long> repeated = new HashSet<>();
                LoopSequences.Taken taken = loop.take(first, items, 0, i);
                for (int at = 0; at < items; at++) {
                    if (!seen.add(first + at)) {
                        repeated.add((long) at);
                    }
                }
                assertThat(taken.repeated().stream().asLongStream().boxed())
                        .containsExactlyInAnyOrderElementsOf(repeated);
                assertThat(taken.isUnproven()).isFalse();
                loop = LoopSequences.of(loop.bytes());
            }
            long greatest = seen.stream().mapToLong(Long::longValue).max().orElseThrow();
            assertThat(loop.open()).isEqualTo(greatest + 1 - seen.size());
        });
    }

    /** Near the front mostly, so that gaps open and close. */
    private static long nextFirst(Random random, int seen) {
        return Math.max(0, seen - 40 + random.nextInt(60));
    }
}
