package dev.firstlight.stream.enrich;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A file of networks, one a line; empty lines are none, and what stands behind {@code #} is a remark. */
public final class NetworkLines {

    private static final int LINE_CHARS_MAX = 1_000;

    private NetworkLines() {}

    /** @throws IOException naming the first line that is no network */
    public static AddressRanges read(InputStream in) throws IOException {
        List<String> networks = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int remark = line.indexOf('#');
            String network = (remark < 0 ? line : line.substring(0, remark)).strip();
            if (network.length() > LINE_CHARS_MAX || networks.size() == AddressRanges.COUNT_MAX) {
                throw new IOException("no list of at most " + AddressRanges.COUNT_MAX + " networks, one a line");
            }
            if (!network.isEmpty()) {
                networks.add(network);
            }
        }
        List<String> problems = new ArrayList<>();
        AddressRanges ranges = AddressRanges.of(networks, problems::add);
        if (!problems.isEmpty()) {
            throw new IOException(problems.get(0)
                    + (problems.size() == 1 ? "" : ", and " + (problems.size() - 1) + " more lines that are none"));
        }
        return ranges;
    }
}
