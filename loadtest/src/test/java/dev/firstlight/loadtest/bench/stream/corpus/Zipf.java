package dev.firstlight.loadtest.bench.stream.corpus;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Ranks that come as often as one over their number, as words, pages and browsers do. Threads: any, each with a generator of its own. */
public final class Zipf {

    private final double[] upTo;

    /** @param ranks 0 is the most frequent, {@code ranks - 1} the least */
    public Zipf(int ranks) {
        upTo = new double[ranks];
        double sum = 0;
        for (int i = 0; i < ranks; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
    }

    public int next(RandomGenerator random) {
        int at = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        return at >= 0 ? Math.min(at + 1, upTo.length - 1) : -at - 1;
    }
}
