package dev.firstlight.stream.enrich.place;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads country files, in the two layouts there are: {@code country_code} of the free ones, {@code country.iso_code} of MaxMind's own and of
 * those that follow it.
 */
public final class Countries {

    /** Where the bundled file stands on the class path. */
    public static final String BUNDLED = "dev/firstlight/geo/country.mmdb";

    private static final Pattern ALPHA_2 = Pattern.compile("[A-Z]{2}");

    private Countries() {}

    /** @throws IOException when it is no file in MaxMind DB format */
    public static PlaceFile<String> read(InputStream in) throws IOException {
        return PlaceFile.read(in, Countries::code);
    }

    private static @Nullable String code(MmdbData data, int at) {
        String flat = data.text(data.field(at, "country_code"));
        String code = flat == null ? data.text(data.field(data.field(at, "country"), "iso_code")) : flat;
        return code != null && ALPHA_2.matcher(code).matches() ? code : null;
    }
}
