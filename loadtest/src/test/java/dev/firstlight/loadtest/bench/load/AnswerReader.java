package dev.firstlight.loadtest.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Finds the end of each answer on one connection: status line, headers, a body of {@code Content-Length} bytes. No chunks: the collector
 * sends none. Threads: the generator's. Bound: {@value #HEAD_BYTES_MAX} bytes of headers; more, or what is no answer, is an error.
 */
final class AnswerReader {

    private static final int HEAD_BYTES_MAX = 4_096;
    private static final String LENGTH = "\r\ncontent-length:";
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    /** What {@link #next} says when the answer is not all there. */
    static final int NOT_YET = 0;

    private final byte[] head = new byte[HEAD_BYTES_MAX];
    private int headBytes;
    private long bodyBytesLeft;
    private int status = NOT_YET;

    /** The status of the next whole answer in {@code in}, which is read as far as needed. */
    int next(ByteBuffer in) throws IOException {
        while (status == NOT_YET && in.hasRemaining()) {
            readHead(in.get());
        }
        if (status == NOT_YET) {
            return NOT_YET;
        }
        int skipped = (int) Math.min(bodyBytesLeft, in.remaining());
        in.position(in.position() + skipped);
        bodyBytesLeft -= skipped;
        if (bodyBytesLeft > 0) {
            return NOT_YET;
        }
        int whole = status;
        status = NOT_YET;
        return whole;
    }

    private void readHead(byte next) throws IOException {
        if (headBytes == HEAD_BYTES_MAX) {
            throw new IOException("an answer with more than " + HEAD_BYTES_MAX + " bytes of headers");
        }
        head[headBytes++] = next;
        if (next == '\n' && isHeadWhole()) {
            parse(new String(head, 0, headBytes, StandardCharsets.ISO_8859_1));
            headBytes = 0;
        }
    }

    private boolean isHeadWhole() {
        return headBytes >= 4
                && head[headBytes - 2] == '\r'
                && head[headBytes - 3] == '\n'
                && head[headBytes - 4] == '\r';
    }

    private void parse(String text) throws IOException {
        try {
            status = Integer.parseInt(text, STATUS_AT, STATUS_AT + 3, 10);
            int at = text.toLowerCase(Locale.ROOT).indexOf(LENGTH);
            int from = at + LENGTH.length();
            bodyBytesLeft = at < 0
                    ? 0
                    : Long.parseLong(
                            text.substring(from, text.indexOf("\r\n", from)).trim());
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IOException("no HTTP answer: " + text.lines().findFirst().orElse(""), e);
        }
    }
}
