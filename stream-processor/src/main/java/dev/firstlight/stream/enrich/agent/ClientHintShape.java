package dev.firstlight.stream.enrich.agent;

/**
 * Whether a text is a client hint as browsers send it (W3C, User-Agent Client Hints; RFC 9651, Structured Fields), before a grammar is
 * tried on it. Linear in the text. Pure; any thread.
 */
final class ClientHintShape {

    /** Browsers send three or four; one is made up, so that nobody relies on their order. */
    private static final int BRANDS_MAX = 8;

    /** Longer than any brand, platform or version there is. */
    private static final int QUOTED_MAX = 64;

    private ClientHintShape() {}

    /** {@code "Chromium";v="131", "Not_A Brand";v="24"}: quoted names, each with the quoted parameter v. */
    static boolean isBrands(String text) {
        int at = 0;
        for (int brands = 0; brands < BRANDS_MAX; brands++) {
            at = afterBrand(text, at);
            if (at < 0 || at == text.length()) {
                return at > 0;
            }
            if (text.charAt(at) != ',') {
                return false;
            }
            at = afterSpaces(text, at + 1);
        }
        return false;
    }

    static boolean isMobile(String text) {
        return text.equals("?0") || text.equals("?1");
    }

    /** {@code "Windows"}. */
    static boolean isPlatform(String text) {
        return afterQuoted(text, 0) == text.length();
    }

    private static int afterBrand(String text, int from) {
        int at = afterQuoted(text, from);
        if (at < 0 || !text.startsWith(";", at)) {
            return -1;
        }
        at = afterSpaces(text, at + 1);
        return text.startsWith("v=", at) ? afterQuoted(text, at + 2) : -1;
    }

    /** Where the quoted printable text at {@code from} ends, or -1 when there is none. */
    private static int afterQuoted(String text, int from) {
        if (!text.startsWith("\"", from)) {
            return -1;
        }
        for (int at = from + 1; at < text.length() && at <= from + QUOTED_MAX; at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c < ' ' || c > '~') {
                return -1;
            }
        }
        return -1;
    }

    private static int afterSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }
}
