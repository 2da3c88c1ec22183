package dev.firstlight.stream.enrich.commerce;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code date,currency,rate} (2026-11-22,USD,0.9231): one unit of the currency in units of the reporting currency. A first line of these
 * words, empty lines and lines that begin with a hash sign are no rates.
 *
 * <p>Bounds: {@value #BYTES_MAX} bytes, which are 30 currencies of 60 years. Failure: an {@link IOException} that names the line; a file is
 * taken whole or not at all.
 */
final class RateFileReader {

    static final long BYTES_MAX = 16 << 20;

    private static final String HEADER = "date,currency,rate";
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final int CODE_LENGTH = 3;

    private RateFileReader() {}

    static Rates read(Path file) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException("more than " + BYTES_MAX + " bytes");
        }
        Rates.Builder rates = new Rates.Builder();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                String text = number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
                String problem = take(text.strip(), rates);
                if (problem != null) {
                    throw new IOException("line " + number + ": " + problem);
                }
            }
        }
        return rates.build();
    }

    private static @Nullable String take(String line, Rates.Builder rates) {
        if (line.isEmpty() || line.startsWith("#") || line.equalsIgnoreCase(HEADER)) {
            return null;
        }
        String[] columns = line.split(",", -1);
        if (columns.length != 3) {
            return HEADER + " was expected";
        }
        LocalDate day = day(columns[0].strip());
        String currency = columns[1].strip();
        BigDecimal rate = DecimalText.read(columns[2]);
        if (day == null) {
            return "no date, as 2026-11-22";
        }
        if (currency.length() != CODE_LENGTH || !currency.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
            return "no currency, as USD";
        }
        if (rate == null || rate.signum() <= 0) {
            return "no rate, as 0.9231";
        }
        return rates.add(day, currency, rate) ? null : "a second rate of that day and currency";
    }

    private static @Nullable LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
