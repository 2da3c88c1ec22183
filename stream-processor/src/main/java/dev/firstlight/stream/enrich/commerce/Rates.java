package dev.firstlight.stream.enrich.commerce;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of a currency was worth in the reporting currency, by day (UTC). Immutable once read; any thread.
 *
 * @param byCurrency by epoch day
 * @param latestDay of all, epoch day; 0 without any
 */
record Rates(Map<String, NavigableMap<Long, BigDecimal>> byCurrency, long latestDay) {

    static final Rates NONE = new Rates(Map.of(), 0);

    /** Of that day, else of the latest before it, at most so many days older; or none. */
    @Nullable
    BigDecimal find(String currency, long epochDay, long ageMaxDays) {
        NavigableMap<Long, BigDecimal> days = byCurrency.get(currency);
        Map.Entry<Long, BigDecimal> latest = days == null ? null : days.floorEntry(epochDay);
        return latest == null || latest.getKey() < epochDay - ageMaxDays ? null : latest.getValue();
    }

    /** Collects them. One thread. */
    static final class Builder {

        private final Map<String, NavigableMap<Long, BigDecimal>> byCurrency = new HashMap<>();
        private long latestDay;

        /** False when that day has one already. */
        boolean add(LocalDate day, String currency, BigDecimal rate) {
            latestDay = Math.max(latestDay, day.toEpochDay());
            return byCurrency.computeIfAbsent(currency, any -> new TreeMap<>()).putIfAbsent(day.toEpochDay(), rate)
                    == null;
        }

        Rates build() {
            return new Rates(Map.copyOf(byCurrency), latestDay);
        }
    }
}
