package dev.firstlight.collector.edge;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How the bytes of a file travel, and which way a client likes best (RFC 9110, 12.5.3). Pure; any thread. Its input is bounded by the
 * header section.
 */
enum ContentCoding {
    /** Where the client has no liking, what is smallest comes first. */
    BROTLI("br", "-br"),
    GZIP("gzip", "-gz"),
    IDENTITY("identity", "");

    private static final ContentCoding[] COMPRESSED = {BROTLI, GZIP};

    /** RFC 9110, 12.4.2: at most three digits, nothing above 1. */
    private static final Pattern WEIGHT = Pattern.compile("[qQ]=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?)");

    private static final double UNSAID = -1;

    private final String token;
    private final String etagSuffix;

    ContentCoding(String token, String etagSuffix) {
        this.token = token;
        this.etagSuffix = etagSuffix;
    }

    String token() {
        return token;
    }

    String etagSuffix() {
        return etagSuffix;
    }

    /** @param accepted the lines of {@code Accept-Encoding}; none says that the client has not heard of codings */
    static ContentCoding best(List<String> accepted) {
        ContentCoding best = IDENTITY;
        double greatest = Math.max(weight(accepted, IDENTITY), 0);
        for (ContentCoding coding : COMPRESSED) {
            double weight = weight(accepted, coding);
            if (weight > 0 && (weight > greatest || weight == greatest && best == IDENTITY)) {
                best = coding;
                greatest = weight;
            }
        }
        return best;
    }

    private static double weight(List<String> accepted, ContentCoding coding) {
        double ofAnyOther = UNSAID;
        for (String line : accepted) {
            for (String element : line.split(",", -1)) {
                int semicolon = element.indexOf(';');
                String name = (semicolon < 0 ? element : element.substring(0, semicolon)).strip();
                double weight = semicolon < 0 ? 1 : weight(element.substring(semicolon + 1));
                if (coding.isNamed(name.toLowerCase(Locale.ROOT))) {
                    return weight;
                }
                if (name.equals("*")) {
                    ofAnyOther = weight;
                }
            }
        }
        return ofAnyOther;
    }

    /** A weight that is none is no wish. */
    private static double weight(String parameter) {
        var matcher = WEIGHT.matcher(parameter.strip());
        return matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    /** RFC 9110, 8.4.1.3: {@code x-gzip} is gzip. */
    private boolean isNamed(String name) {
        return name.equals(token) || this == GZIP && name.equals("x-gzip");
    }
}
