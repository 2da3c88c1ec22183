package dev.firstlight.loadtest.bench;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * One number that a benchmark stands for.
 *
 * @param name as in the JSON line: {@code words_with_unit}
 * @param value median of the rounds, or the worst where one is too many; {@code NaN} when it could not be measured, which misses
 * @param baseline what it is beside, in words
 */
public record Figure(String name, double value, Bound bound, String baseline, Rounds rounds) {

    private static final MathContext DIGITS = new MathContext(6);

    /** Measured once, since it is a worst case or takes minutes. */
    public static Figure once(String name, double value, Bound bound, String baseline) {
        return new Figure(name, value, bound, baseline, Rounds.of(value));
    }

    public static Figure median(String name, Rounds rounds, Bound bound, String baseline) {
        return new Figure(name, rounds.median(), bound, baseline, rounds);
    }

    public boolean isOk() {
        return bound.holds(value);
    }

    String json(String bench) {
        String aim = bound.aim() == null ? "" : ",\"aim\":" + text(bound.aim());
        return "{\"bench\":\"%s\",\"figure\":\"%s\",\"value\":%s,\"must\":%s%s,\"ok\":%b}"
                .formatted(bench, name, Double.isNaN(value) ? "null" : text(value), text(bound.must()), aim, isOk());
    }

    /** Without noise: six digits, no exponent. */
    public static String text(double number) {
        if (Double.isNaN(number)) {
            return "none";
        }
        BigDecimal rounded = BigDecimal.valueOf(number).round(DIGITS).stripTrailingZeros();
        return rounded.abs().compareTo(new BigDecimal("0.0001")) < 0 ? "0" : rounded.toPlainString();
    }
}
