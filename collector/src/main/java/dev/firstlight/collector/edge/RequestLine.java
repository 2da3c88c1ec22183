package dev.firstlight.collector.edge;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;

/**
 * {@code METHOD SP target SP HTTP/1.1 CRLF}, with exactly these spaces and no other version than 1.1 and 1.0 (RFC 9112, 3). Bytes above 0x7f in the
 * target are let pass: not in the grammar, but nobody reads them differently, and link makers send them.
 */
final class RequestLine {

    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

    /** The version, its minor digit and CR. */
    private static final int TAIL_BYTES = VERSION.length + 2;

    /** Signed bytes: what is above 0x7f is below zero. */
    private static final ByteProcessor OF_A_TARGET = b -> b > ' ' && b != 0x7f || b < 0;

    private RequestLine() {}

    /** Whether a line whose end has not come may become one. */
    static boolean mayBegin(ByteBuf in, int start) {
        return isTokenByte(in.getByte(start));
    }

    /** @param end where its LF is */
    static boolean isStrict(ByteBuf in, int start, int end) {
        int methodEnd = start;
        while (methodEnd < end && isTokenByte(in.getByte(methodEnd))) {
            methodEnd++;
        }
        int versionStart = end - TAIL_BYTES;
        int target = methodEnd + 1;
        return methodEnd > start
                && in.getByte(methodEnd) == ' '
                && target < versionStart - 1
                && isTarget(in, target, versionStart - 1)
                && in.getByte(versionStart - 1) == ' '
                && isVersion(in, versionStart);
    }

    private static boolean isTarget(ByteBuf in, int from, int to) {
        return in.forEachByte(from, to - from, OF_A_TARGET) < 0;
    }

    private static boolean isVersion(ByteBuf in, int from) {
        for (int i = 0; i < VERSION.length; i++) {
            if (in.getByte(from + i) != VERSION[i]) {
                return false;
            }
        }
        byte minor = in.getByte(from + VERSION.length);
        return (minor == '1' || minor == '0') && in.getByte(from + VERSION.length + 1) == '\r';
    }

    /** A character of a token, RFC 9110, 5.6.2. */
    private static boolean isTokenByte(byte b) {
        return b >= 'A' && b <= 'Z'
                || b >= 'a' && b <= 'z'
                || b >= '0' && b <= '9'
                || b > ' ' && b < 0x7f && "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
    }
}
