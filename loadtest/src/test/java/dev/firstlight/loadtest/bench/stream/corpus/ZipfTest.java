package dev.firstlight.loadtest.bench.stream.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ZipfTest {

    private static final int DRAWS = 200_000;

    @Test
    void shouldDrawTheNthRankOneNthAsOftenAsTheFirst() {
        Zipf zipf = new Zipf(1_000);
        Random random = new Random(1);
        int[] counts = new int[1_000];
        for (int i = 0; i < DRAWS; i++) {
            counts[zipf.next(random)]++;
        }

        assertThat((double) counts[1] / counts[0]).isCloseTo(0.5, within(0.03));
        assertThat((double) counts[9] / counts[0]).isCloseTo(0.1, within(0.02));
        assertThat(counts[999]).isPositive();
    }

    @Test
    void shouldAlwaysDrawTheOnlyRankThereIs() {
        assertThat(new Zipf(1).next(new Random(1))).isZero();
    }
}
