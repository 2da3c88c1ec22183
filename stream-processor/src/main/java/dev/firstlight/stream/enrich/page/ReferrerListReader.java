package dev.firstlight.stream.enrich.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list of referrers: a line each of medium, name, search parameters separated by commas (or a hyphen) and hosts separated by spaces,
 * with tabs between; lines that begin with a hash sign are remarks.
 *
 * <p>Bounds: {@value #BYTES_MAX} bytes. Failure: an {@link IOException} that names the line, whether the file cannot be read or understood.
 */
final class ReferrerListReader {

    /** Two hundred times the bundled list. */
    static final int BYTES_MAX = 4 << 20;

    private static final String BUNDLED = "referrers.tsv";
    private static final int COLUMNS = 4;

    private final List<ReferrerList.Host> hosts = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private ReferrerListReader() {}

    /** The operator's list, else the bundled one. */
    static ReferrerList read(@Nullable Path file) throws IOException {
        try (InputStream in = file == null ? bundled() : Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new IOException("more than " + BYTES_MAX + " bytes");
            }
            return new ReferrerListReader().lines(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static InputStream bundled() throws IOException {
        InputStream in = ReferrerListReader.class.getResourceAsStream(BUNDLED);
        if (in == null) {
            throw new IOException("the bundled list of referrers is missing");
        }
        return in;
    }

    private ReferrerList lines(String text) throws IOException {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                String problem = take(line.split("\t", -1));
                if (problem != null) {
                    throw new IOException("line " + number + ": " + problem);
                }
            }
        }
        return new ReferrerList(hosts);
    }

    private @Nullable String take(String[] columns) {
        if (columns.length != COLUMNS) {
            return "medium, name, parameters and hosts were expected, with tabs between";
        }
        Medium medium = Medium.ofText(columns[0].strip());
        if (medium == null) {
            return "no medium: " + columns[0].strip();
        }
        String parameters = columns[2].strip();
        Referrer referrer = Referrer.of(
                medium, columns[1].strip(), parameters.equals("-") ? List.of() : List.of(parameters.split(",")));
        for (String host : columns[3].strip().toLowerCase(Locale.ROOT).split(" +")) {
            if (!seen.add(host)) {
                return "a second time: " + host;
            }
            hosts.add(new ReferrerList.Host(host, referrer));
        }
        return null;
    }
}
