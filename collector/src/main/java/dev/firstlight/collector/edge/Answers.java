package dev.firstlight.collector.edge;

import dev.firstlight.schema.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whole responses as direct buffers, made once a second for their {@code Date} and handed out as retained duplicates: an answer is one
 * write of bytes that are there already, with no encoder behind it.
 *
 * <p>Threads: one event loop each. Ownership: what is handed out is the caller's to write or release.
 */
final class Answers implements AutoCloseable {

    /** RFC 9110: an origin server with a clock sends Date in this form. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** On everything but the script: what is fired must reach us, errors included. */
    private static final String NEVER_CACHED = "Cache-Control: no-store\r\nPragma: no-cache\r\nExpires: 0\r\n";

    /** An image may be shown by any page, and nothing is taken for what it does not say it is. */
    private static final String ON_ALL =
            "Cross-Origin-Resource-Policy: cross-origin\r\nX-Content-Type-Options: nosniff\r\n";

    /** Answers to a listed origin are made each time: there are too many origins to keep them. */
    private static final List<Cors> KEPT = List.of(Cors.ANY, Cors.NONE);

    private static final int SHAPES = 4 * KEPT.size();

    /** One answer in one shape, as of one second. */
    private static final class Made {
        long second = Long.MIN_VALUE;

        @Nullable
        ByteBuf bytes;
    }

    private final ByteBufAllocator allocator;
    private final InstantSource clock;
    private final Made[] made = new Made[Answer.values().length * SHAPES];
    private long second = Long.MIN_VALUE;
    private String date = "";

    Answers(ByteBufAllocator allocator, InstantSource clock) {
        this.allocator = allocator;
        this.clock = clock;
        for (int i = 0; i < made.length; i++) {
            made[i] = new Made();
        }
    }

    /** A fixed answer; {@code isHead} leaves the body out, {@code isLast} says that the connection closes. */
    ByteBuf of(Answer answer, boolean isHead, boolean isLast, Cors cors) {
        renewDate();
        int bank = KEPT.indexOf(cors);
        if (bank < 0) {
            return fixed(answer, isHead, isLast, cors);
        }
        Made entry = made[answer.ordinal() * SHAPES + bank * 4 + (isHead ? 2 : 0) + (isLast ? 1 : 0)];
        if (entry.bytes == null || entry.second != second) {
            ByteBuf renewed = fixed(answer, isHead, isLast, cors); // first: it may fail
            if (entry.bytes != null) {
                entry.bytes.release();
            }
            entry.bytes = renewed;
            entry.second = second;
        }
        return entry.bytes.retainedDuplicate();
    }

    private ByteBuf fixed(Answer answer, boolean isHead, boolean isLast, Cors cors) {
        String headers = NEVER_CACHED + extra(answer, cors) + cors.headers();
        return build(answer.status(), answer.phrase(), answer.contentType(), headers, answer.body(), isHead, isLast);
    }

    /** A refusal with its reason. */
    ByteBuf refusal(Refusal why, Answer answer, boolean isHead, boolean isLast, Cors cors) {
        byte[] body = ("{\"refused\":\"" + why.wireName() + "\"}\n").getBytes(StandardCharsets.US_ASCII);
        renewDate();
        String headers = NEVER_CACHED + extra(answer, cors) + cors.headers();
        return build(answer.status(), answer.phrase(), "application/json", headers, body, isHead, isLast);
    }

    /** The outcome per event of a POST. */
    ByteBuf batch(byte[] body, boolean isLast, Cors cors) {
        renewDate();
        return build(200, "OK", "application/json", NEVER_CACHED + cors.headers(), body, false, isLast);
    }

    /** A file of the tracker, the only thing that may be cached. */
    ByteBuf file(TrackerFile file, ContentCoding coding, String caching, boolean isHead, boolean isLast) {
        renewDate();
        String encoding = coding == ContentCoding.IDENTITY ? "" : "Content-Encoding: " + coding.token() + "\r\n";
        String headers = encoding + ofFile(file, coding, caching);
        return build(200, "OK", file.contentType(), headers, file.as(coding), isHead, isLast);
    }

    /** The client has this form of the file: all that a cache renews by, and no body. */
    ByteBuf unchanged(TrackerFile file, ContentCoding coding, String caching, boolean isLast) {
        renewDate();
        return build(304, "Not Modified", "", ofFile(file, coding, caching), Images.NONE, false, isLast);
    }

    /** Readable by any page, without which {@code integrity} could not be checked on a page of another origin. */
    private static String ofFile(TrackerFile file, ContentCoding coding, String caching) {
        return "Cache-Control: public, " + caching + "\r\nETag: " + file.etag(coding) + "\r\nVary: Accept-Encoding\r\n"
                + Cors.ANY.headers();
    }

    @Override
    public void close() {
        for (Made entry : made) {
            if (entry.bytes != null) {
                entry.bytes.release();
                entry.bytes = null;
            }
        }
    }

    private static String extra(Answer answer, Cors cors) {
        return switch (answer) {
            case PREFLIGHT ->
                cors.equals(Cors.NONE)
                        ? ""
                        : "Access-Control-Allow-Methods: GET, HEAD, POST\r\n"
                                + "Access-Control-Allow-Headers: content-type, content-encoding\r\n"
                                + "Access-Control-Max-Age: 86400\r\n";
            case GET_ONLY -> "Allow: GET, HEAD\r\n";
            case POST_ONLY -> "Allow: POST, OPTIONS\r\n";
            case SEND_AGAIN -> "Retry-After: 1\r\nAccess-Control-Expose-Headers: retry-after\r\n";
            case PIXEL_PNG,
                    PIXEL_GIF,
                    STORED,
                    ROBOTS,
                    FAVICON,
                    BAD_REQUEST,
                    FORBIDDEN,
                    NOT_FOUND,
                    TOO_LARGE,
                    URI_TOO_LONG,
                    MEDIA_TYPE,
                    TOO_SLOW,
                    EXPECTATION_FAILED,
                    HEADERS_TOO_LARGE -> "";
        };
    }

    private ByteBuf build(
            int status,
            String phrase,
            String contentType,
            String headers,
            byte[] body,
            boolean isHead,
            boolean isLast) {
        StringBuilder head = new StringBuilder(320);
        head.append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(phrase)
                .append("\r\nDate: ")
                .append(date)
                .append("\r\n");
        if (!contentType.isEmpty()) {
            head.append("Content-Type: ").append(contentType).append("\r\n");
        }
        if (status != 204 && status != 304) { // RFC 9110, 8.6: of a 304 it would be the length of what is not sent
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append(headers).append(ON_ALL);
        if (isLast) {
            head.append("Connection: close\r\n");
        }
        head.append("\r\n");
        ByteBuf out = allocator.directBuffer(head.length() + body.length);
        out.writeCharSequence(head, StandardCharsets.US_ASCII);
        return isHead ? out : out.writeBytes(body);
    }

    private void renewDate() {
        long now = Math.floorDiv(clock.millis(), 1_000L);
        if (now != second) {
            date = DATE.format(Instant.ofEpochSecond(now)); // first: it may fail
            second = now;
        }
    }
}
