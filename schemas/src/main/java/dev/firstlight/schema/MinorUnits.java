package dev.firstlight.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The currencies of ISO 4217 and how many digits after the point each has: 2 for EUR, 0 for JPY, 3 for KWD. From a committed list and not
 * from the JDK, whose list differs by version, so that the same event decodes the same everywhere. Threads: any.
 */
public final class MinorUnits {

    /** Of a currency without a minor unit, such as gold: nothing can be said of its amounts. */
    public static final int NONE = -1;

    /** Of a code that is not in the list. */
    public static final int UNKNOWN = -2;

    private static final String LIST = "iso-4217.txt";
    private static final int LETTERS = 26;

    /** By the three letters of a code as a number to the base {@value #LETTERS}: each event with a value asks. */
    private static final byte[] DIGITS = read();

    private MinorUnits() {}

    /** Digits after the point, or {@link #NONE}, or {@link #UNKNOWN}. {@code currency} is in upper case. */
    public static int of(String currency) {
        int place = place(currency, 0);
        return currency.length() == 3 && place >= 0 ? DIGITS[place] : UNKNOWN;
    }

    private static int place(String text, int from) {
        int place = 0;
        for (int i = from; i < Math.min(from + 3, text.length()); i++) {
            int letter = text.charAt(i) - 'A';
            if (letter < 0 || letter >= LETTERS) {
                return -1;
            }
            place = place * LETTERS + letter;
        }
        return place;
    }

    private static byte[] read() {
        byte[] digits = new byte[LETTERS * LETTERS * LETTERS];
        Arrays.fill(digits, (byte) UNKNOWN);
        try (InputStream in = Objects.requireNonNull(MinorUnits.class.getResourceAsStream(LIST), LIST);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    int units = line.charAt(0) == '-' ? NONE : line.charAt(0) - '0';
                    for (int at = 2; at < line.length(); at += 4) {
                        digits[place(line, at)] = (byte) units;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled list of currencies", e);
        }
        return digits;
    }
}
