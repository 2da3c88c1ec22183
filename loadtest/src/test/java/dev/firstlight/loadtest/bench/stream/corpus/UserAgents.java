package dev.firstlight.loadtest.bench.stream.corpus;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Real User-Agent headers: {@value #LIST}, one a line, the most frequent first, gzipped.
 */
public final class UserAgents {

    /**
     * As many as a corpus has at most. The benchmark's rule asks for 5,000 at least; each of them is parsed once, which a corpus of a million
     * events wins back and a short one does not.
     */
    public static final int DISTINCT_MAX = 5_500;

    static final String LIST = "/dev/firstlight/loadtest/user-agents.txt.gz";

    private UserAgents() {}

    /** The first so many of the list, or all it has. */
    public static List<String> read(int distinctMax) throws IOException {
        try (InputStream list = UserAgents.class.getResourceAsStream(LIST)) {
            if (list == null) {
                throw new FileNotFoundException(LIST + " is not on the class path");
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(new GZIPInputStream(list), StandardCharsets.UTF_8));
            return lines.lines()
                    .filter(text -> !text.isBlank())
                    .limit(distinctMax)
                    .toList();
        }
    }
}
