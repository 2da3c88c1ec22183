package dev.firstlight.sink;

import java.math.BigDecimal;
import java.time.LocalDate;

/** Prices for tests. */
final class Prices {

    /** As reference.conf has it. */
    static final Price TODAY = new Price(new BigDecimal("0.029"), LocalDate.of(2026, 11, 22));

    private Prices() {}
}
