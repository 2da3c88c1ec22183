package dev.firstlight.stream.enrich.commerce;

import dev.firstlight.runtime.Settings;
import dev.firstlight.schema.MinorUnits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which enrichments of commerce run, and what they go by.
 *
 * @param reportingCurrency ISO 4217, or none: then no value is converted
 * @param reportingMinorUnits its digits after the point
 * @param ratesFile or none: then only values in the reporting currency have one
 * @param rateAgeMaxDays how much older than the event a rate may be
 */
public record CommerceConfig(
        boolean isVariantEnabled,
        boolean isItemsEnabled,
        boolean isConsentEnabled,
        @Nullable String reportingCurrency,
        int reportingMinorUnits,
        @Nullable Path ratesFile,
        long rateAgeMaxDays) {

    private static final String PREFIX = "enrich.commerce.";
    private static final String CURRENCY = PREFIX + "reporting.currency";
    private static final String FILE = PREFIX + "reporting.rates-file";

    public static CommerceConfig from(Settings settings) {
        String currency = settings.textOrNone(CURRENCY);
        return new CommerceConfig(
                settings.flag(PREFIX + "variant.enabled"),
                settings.flag(PREFIX + "items.enabled"),
                settings.flag(PREFIX + "consent.enabled"),
                currency,
                minorUnits(settings, currency),
                ratesFile(settings, currency),
                settings.duration(PREFIX + "reporting.rate-age-max", Duration.ZERO, Duration.ofDays(400))
                        .toDays());
    }

    private static int minorUnits(Settings settings, @Nullable String currency) {
        if (currency == null) {
            return 0;
        }
        int digits = MinorUnits.of(currency);
        if (digits < 0) {
            settings.problem(CURRENCY, "is no currency of ISO 4217 with minor units: " + currency);
        }
        return Math.max(0, digits);
    }

    /** Read here once, so that what is wrong with it is said with all else that is wrong. */
    private static @Nullable Path ratesFile(Settings settings, @Nullable String currency) {
        String file = settings.textOrNone(FILE);
        if (file == null) {
            return null;
        }
        if (currency == null) {
            settings.problem(FILE, "is of no use without reporting.currency");
            return null;
        }
        try {
            Path path = Path.of(file);
            RateFileReader.read(path);
            return path;
        } catch (IOException | RuntimeException e) { // a path may be none
            settings.problem(FILE, file + " cannot be read: " + e);
            return null;
        }
    }
}
