package dev.firstlight.stream.enrich;

import com.maxmind.db.Reader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A country file in MaxMind DB format, held in memory whole (8 MB). Reads the two layouts there are: {@code country_code} of the free
 * files, {@code country.iso_code} of MaxMind's own. Threads: any.
 */
public final class CountryFile implements CountryEnrichment.Countries {

    /** Where the bundled file stands on the class path. */
    public static final String BUNDLED = "dev/firstlight/geo/country.mmdb";

    private final Reader reader;

    private CountryFile(InputStream in) throws IOException {
        reader = new Reader(in);
    }

    /**
     * The user's file, else the bundled one, else none.
     *
     * @throws UncheckedIOException when the file cannot be read or is none
     */
    public static @Nullable CountryFile open(@Nullable Path file) {
        try (InputStream in = file == null ? bundled() : Files.newInputStream(file)) {
            return in == null ? null : new CountryFile(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the country file " + Objects.requireNonNullElse(file, BUNDLED), e);
        }
    }

    /** When the file was built, epoch seconds. */
    public long builtAtSeconds() {
        return reader.getMetadata().buildTime().getEpochSecond();
    }

    @Override
    public @Nullable String of(InetAddress address) {
        Map<?, ?> found;
        try {
            found = reader.get(address, Map.class);
        } catch (IOException e) {
            throw new IllegalStateException("the country file is damaged"); // without its text, which names the address
        }
        if (found == null) {
            return null;
        }
        Object code = found.get("country_code");
        if (code == null && found.get("country") instanceof Map<?, ?> country) {
            code = country.get("iso_code");
        }
        return code == null ? null : code.toString();
    }

    private static @Nullable InputStream bundled() {
        return CountryFile.class.getClassLoader().getResourceAsStream(BUNDLED);
    }
}
