package dev.firstlight.collector.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client behind trusted proxies as it was found before there was {@link ForwardedWalk}: by Strings and Lists, element by element. Kept as
 * what the other is held to.
 */
final class ForwardedByStrings {

    /** Six groups, five colons before them and a v4 address behind: the longest there is. */
    private static final int LENGTH_MAX = 45;

    private static final int BYTES = 16;
    private static final int V4_BYTES = 4;
    private static final int HEX = 16;
    private static final int PORT_MAX = 65_535;

    private ForwardedByStrings() {}

    /** An address and nothing else. */
    static byte @Nullable [] read(String text) {
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            return null;
        }
        return text.indexOf(':') >= 0 ? readV6(text) : readV4(text);
    }

    /** An element of a forwarding header: an address, also as {@code 1.2.3.4:80}, {@code [v6]} or {@code [v6]:80}. */
    static byte @Nullable [] readHop(String element) {
        String text = element.strip();
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            boolean isBracketed = close > 0 && isPortOrNothing(text.substring(close + 1));
            String inner = isBracketed ? text.substring(1, close) : "";
            return inner.indexOf(':') >= 0 ? read(inner) : null;
        }
        int colon = text.indexOf(':');
        boolean isV4WithPort = colon >= 0 && colon == text.lastIndexOf(':');
        if (isV4WithPort) {
            return isPortOrNothing(text.substring(colon)) ? read(text.substring(0, colon)) : null;
        }
        return read(text);
    }

    private static boolean isPortOrNothing(String text) {
        if (text.isEmpty()) {
            return true;
        }
        int port = text.startsWith(":") ? decimal(text.substring(1), 5) : -1;
        return port >= 0 && port <= PORT_MAX;
    }

    private static byte @Nullable [] readV4(String text) {
        byte[] address = new byte[BYTES];
        address[10] = (byte) 0xff;
        address[11] = (byte) 0xff;
        return putV4(text, address, BYTES - V4_BYTES) ? address : null;
    }

    private static byte @Nullable [] readV6(String text) {
        byte[] address = new byte[BYTES];
        int gap = text.startsWith("::") ? 0 : -1;
        int written = 0;
        int at = gap < 0 ? 0 : 2;
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int end = colon < 0 ? text.length() : colon;
            int bytes = putGroup(text.substring(at, end), colon < 0, address, written);
            if (bytes == 0) {
                return null;
            }
            written += bytes;
            at = end + 1;
            if (colon >= 0 && at == text.length()) {
                return null; // ends with a single colon
            }
            if (colon >= 0 && text.charAt(at) == ':') {
                if (gap >= 0) {
                    return null; // a second "::"
                }
                gap = written;
                at++;
            }
        }
        return opened(address, written, gap);
    }

    /** Puts a group, or a v4 address where the last groups stand, and says how many bytes it took: 0 when it is none. */
    private static int putGroup(String group, boolean isLast, byte[] address, int at) {
        if (group.indexOf('.') >= 0) {
            return isLast && at <= BYTES - V4_BYTES && putV4(group, address, at) ? V4_BYTES : 0;
        }
        if (group.isEmpty() || group.length() > 4 || at > BYTES - 2) {
            return 0;
        }
        int value = 0;
        for (int i = 0; i < group.length(); i++) {
            char c = group.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, HEX) : -1;
            if (digit < 0) {
                return 0;
            }
            value = value * HEX + digit;
        }
        address[at] = (byte) (value >> 8);
        address[at + 1] = (byte) value;
        return 2;
    }

    /** Moves what stands behind "::" to the end; without one all groups must be there, with one at least one is missing. */
    private static byte @Nullable [] opened(byte[] address, int written, int gap) {
        if (gap < 0) {
            return written == BYTES ? address : null;
        }
        if (written == BYTES) {
            return null;
        }
        byte[] result = new byte[BYTES];
        System.arraycopy(address, 0, result, 0, gap);
        System.arraycopy(address, gap, result, BYTES - (written - gap), written - gap);
        return result;
    }

    private static boolean putV4(String text, byte[] address, int at) {
        int from = 0;
        for (int i = 0; i < V4_BYTES; i++) {
            int dot = i == V4_BYTES - 1 ? text.length() : text.indexOf('.', from);
            int value = dot < 0 ? -1 : decimal(text.substring(from, dot), 3);
            if (value < 0 || value > 0xff) {
                return false;
            }
            address[at + i] = (byte) value;
            from = dot + 1;
        }
        return true;
    }

    /** A decimal number without leading zeros, or -1. */
    static int decimal(String text, int digitsMax) {
        boolean hasLeadingZero = text.length() > 1 && text.charAt(0) == '0';
        if (text.isEmpty() || text.length() > digitsMax || hasLeadingZero) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    /** The client behind a peer; both 16-byte forms. */
    static TrustedProxies.Client clientOf(TrustedProxies proxies, byte[] peer, List<String> headerLines) {
        byte[] client = peer;
        Hops hops = new Hops(headerLines);
        while (proxies.isTrusted(client)) {
            String element = hops.previous();
            if (element == null) {
                return new TrustedProxies.Client(client, hops.isCutShort());
            }
            byte[] address = readHop(element);
            if (address == null) {
                return new TrustedProxies.Client(client, true);
            }
            client = address;
        }
        return new TrustedProxies.Client(client, false);
    }

    /** The elements of the header lines from the last to the first, within the bounds. */
    private static final class Hops {
        private final List<String> lines;
        private int line;
        private int end;
        private int elements;
        private int chars;

        Hops(List<String> lines) {
            this.lines = lines;
            this.line = lines.size();
            this.end = -1;
        }

        /** None when there is none, or none within the bounds. */
        @Nullable
        String previous() {
            if (end < 0) {
                if (line == 0) {
                    return null;
                }
                end = lines.get(--line).length();
            }
            int comma = lines.get(line).lastIndexOf(',', end - 1);
            elements++;
            chars += end - comma;
            if (isCutShort()) {
                return null;
            }
            String element = lines.get(line).substring(comma + 1, end);
            end = comma;
            return element;
        }

        boolean isCutShort() {
            return elements > TrustedProxies.HOPS_MAX || chars > TrustedProxies.CHARS_MAX;
        }
    }
}
