package dev.firstlight.stream.enrich.commerce;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code value_reporting} and {@code currency_reporting}: {@code value} at the rate of the day (UTC) on which the event was received, or of the
 * latest day before it that has one, in the reporting currency's minor units, half to even. The day of receipt and not of the event: it is
 * the same for whoever computes it again, and no client's clock can choose a rate.
 *
 * <p>Threads: any. Failure: without a rate both are absent with the warning {@code no_rate:value_reporting}; so are amounts beyond their
 * column, as {@code malformed:value_reporting}. Without value or currency there is nothing to say.
 */
final class ReportingValueEnrichment implements Enrichment {

    private final String currency;
    private final int scale;
    private final long ageMaxDays;
    private final Supplier<Rates> rates;

    ReportingValueEnrichment(String currency, int minorUnits, long ageMaxDays, Supplier<Rates> rates) {
        this.currency = currency;
        this.scale = Math.min(minorUnits, DecimalText.AFTER_POINT_MAX);
        this.ageMaxDays = ageMaxDays;
        this.rates = rates;
    }

    @Override
    public String name() {
        return "reporting_value";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        String from = event.getCurrency();
        BigDecimal value = event.getValue() == null ? null : DecimalText.read(event.getValue());
        if (value == null || from == null) {
            return;
        }
        BigDecimal rate = rate(from, event.getReceivedAt());
        BigDecimal reported = rate == null
                ? null
                : DecimalText.fit(value.multiply(rate).setScale(scale, RoundingMode.HALF_EVEN), scale);
        if (reported == null) {
            warnings.add(rate == null ? "no_rate:value_reporting" : "malformed:value_reporting");
        }
        event.setValueReporting(reported == null ? null : reported.toPlainString());
        event.setCurrencyReporting(reported == null ? null : currency);
    }

    private @Nullable BigDecimal rate(String from, long receivedAtMs) {
        if (from.equals(currency)) {
            return BigDecimal.ONE;
        }
        long day = Instant.ofEpochMilli(receivedAtMs)
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .toEpochDay();
        return rates.get().find(from, day, ageMaxDays);
    }
}
