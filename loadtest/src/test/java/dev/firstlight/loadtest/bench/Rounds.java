package dev.firstlight.loadtest.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One value a round. */
public record Rounds(List<Double> values) {

    public Rounds {
        values = List.copyOf(values);
    }

    public static Rounds of(Double... values) {
        return new Rounds(Arrays.asList(values));
    }

    /** {@code NaN} when any round is: what could not be measured once has no median. */
    public double median() {
        if (values.isEmpty() || values.stream().anyMatch(value -> value.isNaN())) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** Round by round, so that what changes on the machine from one round to the next is in both. */
    public Rounds minus(Rounds other) {
        return new Rounds(IntStream.range(0, values.size())
                .mapToObj(i -> values.get(i) - other.values.get(i))
                .toList());
    }

    public Rounds plus(Rounds other) {
        return new Rounds(IntStream.range(0, values.size())
                .mapToObj(i -> values.get(i) + other.values.get(i))
                .toList());
    }

    public Rounds dividedBy(Rounds other) {
        return new Rounds(IntStream.range(0, values.size())
                .mapToObj(i -> values.get(i) / other.values.get(i))
                .toList());
    }

    /** {@code least … greatest}. */
    public String spread() {
        return values.size() < 2
                ? ""
                : Figure.text(values.stream().min(Double::compare).orElseThrow()) + " … "
                        + Figure.text(values.stream().max(Double::compare).orElseThrow());
    }
}
