package dev.firstlight.standalone.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the ledger are asked for.
 *
 * @param fromMinute minutes since 1970
 * @param toMinute inclusive
 * @param pixel all of them when null
 */
record Asked(long fromMinute, long toMinute, @Nullable String pixel) {

    boolean has(long minute, String ofPixel) {
        return minute >= fromMinute && minute <= toMinute && (pixel == null || pixel.equals(ofPixel));
    }

    /** Where the warehouse answers its counts of these. */
    String path() {
        String path = "/ledger?from=" + fromMinute + "&to=" + toMinute;
        return pixel == null ? path : path + "&pixel=" + URLEncoder.encode(pixel, StandardCharsets.UTF_8);
    }
}
