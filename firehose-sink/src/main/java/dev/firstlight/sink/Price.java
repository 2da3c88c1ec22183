package dev.firstlight.sink;

import dev.firstlight.runtime.Settings;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * What Firehose asks for its intake, as somebody has looked it up: prices change, so it never stands without its date.
 *
 * @param perGib US dollars for a GiB, each record rounded up as it is billed
 * @param asOf the day on which that was the price
 */
public record Price(BigDecimal perGib, LocalDate asOf) {

    /** Of what nobody bills by the byte. */
    static final Price NOTHING = new Price(BigDecimal.ZERO, LocalDate.EPOCH);

    static Price from(Settings settings) {
        return new Price(perGib(settings), asOf(settings));
    }

    /** For whoever reads a log or a page. */
    String words() {
        return "$" + perGib.toPlainString() + " a GiB as of " + asOf;
    }

    private static BigDecimal perGib(Settings settings) {
        try {
            BigDecimal price = new BigDecimal(settings.text("firehose.price-per-gib"));
            if (price.signum() >= 0) {
                return price;
            }
        } catch (NumberFormatException e) {
            // said below, as for what is less than nothing
        }
        settings.problem("firehose.price-per-gib", "is no price such as 0.029");
        return BigDecimal.ZERO;
    }

    private static LocalDate asOf(Settings settings) {
        try {
            return LocalDate.parse(settings.text("firehose.price-date"));
        } catch (DateTimeParseException e) {
            settings.problem("firehose.price-date", "is no day such as 2026-11-22");
            return LocalDate.EPOCH;
        }
    }
}
