package dev.firstlight.collector.edge;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Text → IP address in its 16-byte form, v4 as v4-mapped v6, so that {@code 1.2.3.4} and {@code ::ffff:102:304} are the same address.
 *
 * <p>An own parser, since the platform's asks the DNS for what it cannot read and takes {@code 0177.1} and {@code 1.2.3} for addresses:
 * what one hop reads as one address and we as another is how a filter is passed. Only the full forms of RFC 4291 and four decimal numbers
 * without leading zeros are read; zone ids are not. Reads bytes where they stand and allocates nothing, since behind a load balancer each hit
 * brings one. Threads: any. Failure: false, or null.
 */
final class AddressText {

    static final int BYTES = 16;

    /** Six groups, five colons before them and a v4 address behind: the longest there is. */
    private static final int LENGTH_MAX = 45;

    private static final int V4_BYTES = 4;
    private static final int HEX = 16;
    private static final int PORT_MAX = 65_535;

    private AddressText() {}

    /** An address and nothing else. */
    static byte @Nullable [] read(String text) {
        byte[] bytes =
                text.getBytes(StandardCharsets.ISO_8859_1); // what is no Latin-1 becomes '?', which is in no address
        byte[] address = new byte[BYTES];
        return read(bytes, 0, bytes.length, address) ? address : null;
    }

    /** An address and nothing else; whether it is one, which is then in {@code address}. */
    static boolean read(byte[] in, int from, int to, byte[] address) {
        if (from == to || to - from > LENGTH_MAX) {
            return false;
        }
        return indexOf(':', in, from, to) >= 0 ? readV6(in, from, to, address) : readV4(in, from, to, address);
    }

    /**
     * An element of a forwarding header: an address, also as {@code 1.2.3.4:80}, {@code [v6]} or {@code [v6]:80}; whether it is one, which is
     * then in {@code address}.
     */
    static boolean readHop(byte[] in, int elementFrom, int elementTo, byte[] address) {
        int from = elementFrom;
        int to = elementTo;
        while (from < to && isSpace(in[from])) {
            from++;
        }
        while (from < to && isSpace(in[to - 1])) {
            to--;
        }
        int colon = indexOf(':', in, from, to);
        if (from < to && in[from] == '[') {
            int close = indexOf(']', in, from, to);
            return colon >= 0
                    && colon < close
                    && isPortOrNothing(in, close + 1, to)
                    && read(in, from + 1, close, address);
        }
        boolean isV4WithPort = colon >= 0 && indexOf(':', in, colon + 1, to) < 0;
        if (isV4WithPort) {
            return isPortOrNothing(in, colon, to) && read(in, from, colon, address);
        }
        return read(in, from, to, address);
    }

    /** A decimal number without leading zeros, or -1. */
    static int decimal(String text, int digitsMax) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return decimal(bytes, 0, bytes.length, digitsMax);
    }

    private static int decimal(byte[] in, int from, int to, int digitsMax) {
        boolean hasLeadingZero = to - from > 1 && in[from] == '0';
        if (from == to || to - from > digitsMax || hasLeadingZero) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            if (in[i] < '0' || in[i] > '9') {
                return -1;
            }
            value = value * 10 + (in[i] - '0');
        }
        return value;
    }

    private static boolean isPortOrNothing(byte[] in, int from, int to) {
        if (from == to) {
            return true;
        }
        int port = in[from] == ':' ? decimal(in, from + 1, to, 5) : -1;
        return port >= 0 && port <= PORT_MAX;
    }

    private static boolean readV4(byte[] in, int from, int to, byte[] address) {
        Arrays.fill(address, 0, BYTES - V4_BYTES - 2, (byte) 0);
        address[10] = (byte) 0xff;
        address[11] = (byte) 0xff;
        return putV4(in, from, to, address, BYTES - V4_BYTES);
    }

    private static boolean readV6(byte[] in, int from, int to, byte[] address) {
        int gap = to - from >= 2 && in[from] == ':' && in[from + 1] == ':' ? 0 : -1;
        int written = 0;
        int at = gap < 0 ? from : from + 2;
        while (at < to) {
            int colon = indexOf(':', in, at, to);
            int end = colon < 0 ? to : colon;
            int bytes = putGroup(in, at, end, colon < 0, address, written);
            if (bytes == 0) {
                return false;
            }
            written += bytes;
            at = end + 1;
            if (colon >= 0 && at == to) {
                return false; // ends with a single colon
            }
            if (colon >= 0 && in[at] == ':') {
                if (gap >= 0) {
                    return false; // a second "::"
                }
                gap = written;
                at++;
            }
        }
        return open(address, written, gap);
    }

    /** Puts a group, or a v4 address where the last groups stand, and says how many bytes it took: 0 when it is none. */
    private static int putGroup(byte[] in, int from, int to, boolean isLast, byte[] address, int at) {
        if (indexOf('.', in, from, to) >= 0) {
            return isLast && at <= BYTES - V4_BYTES && putV4(in, from, to, address, at) ? V4_BYTES : 0;
        }
        if (from == to || to - from > 4 || at > BYTES - 2) {
            return 0;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = in[i] < 0 ? -1 : Character.digit(in[i], HEX);
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
    private static boolean open(byte[] address, int written, int gap) {
        if (gap < 0 || written == BYTES) {
            return gap < 0 && written == BYTES;
        }
        int behind = BYTES - (written - gap);
        System.arraycopy(address, gap, address, behind, written - gap);
        Arrays.fill(address, gap, behind, (byte) 0);
        return true;
    }

    private static boolean putV4(byte[] in, int numbersFrom, int to, byte[] address, int at) {
        int from = numbersFrom;
        for (int i = 0; i < V4_BYTES; i++) {
            int dot = i == V4_BYTES - 1 ? to : indexOf('.', in, from, to);
            int value = dot < 0 ? -1 : decimal(in, from, dot, 3);
            if (value < 0 || value > 0xff) {
                return false;
            }
            address[at + i] = (byte) value;
            from = dot + 1;
        }
        return true;
    }

    /** White space as {@link Character#isWhitespace} has it of bytes. */
    private static boolean isSpace(byte b) {
        return b == ' ' || b >= 0x09 && b <= 0x0d || b >= 0x1c && b <= 0x1f;
    }

    private static int indexOf(char wanted, byte[] in, int from, int to) {
        for (int i = from; i < to; i++) {
            if (in[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
