package dev.firstlight.loadtest.bench;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a figure must be, and what it would better be.
 *
 * @param aim none when the must says it all
 */
public record Bound(Sense sense, double must, @Nullable Double aim) {

    public enum Sense {
        AT_MOST("≤"),
        AT_LEAST("≥");

        private final String sign;

        Sense(String sign) {
            this.sign = sign;
        }
    }

    public static Bound atMost(double must) {
        return new Bound(Sense.AT_MOST, must, null);
    }

    public static Bound atLeast(double must) {
        return new Bound(Sense.AT_LEAST, must, null);
    }

    public Bound aimingAt(double better) {
        return new Bound(sense, must, better);
    }

    /** What was not measured ({@code NaN}) holds nothing. */
    public boolean holds(double value) {
        return switch (sense) {
            case AT_MOST -> value <= must;
            case AT_LEAST -> value >= must;
        };
    }

    String mustText() {
        return sense.sign + " " + Figure.text(must);
    }

    String aimText() {
        return aim == null ? "" : sense.sign + " " + Figure.text(Objects.requireNonNull(aim));
    }
}
