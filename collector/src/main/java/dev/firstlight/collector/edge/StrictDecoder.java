package dev.firstlight.collector.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, with a look at the bytes before it takes them: what it forgives cannot be seen in what it decodes. Of its own it
 * refuses bare LF and CR, odd chunk sizes, repeated lengths; it takes leading white space, any white space between the parts of a request
 * line, {@code http/1.1}, folded lines, chunk extensions without end (found by test, Netty 4.2.18: {@code OddRequestsTest}). Each is
 * a place where a proxy in front may see another request than we do.
 *
 * <p>Threads: the connection's loop. Bounds: a head is at most a request line and the headers of {@link HttpConfig}, in bytes and in lines,
 * since a line of three bytes becomes an object of a hundred; chunk sizes, their extensions and trailers are at most {@code framingBytesMax}
 * more than {@value #FRAMING_PER_BYTE} bytes for each byte of body, and trailers at most as many lines as headers. Failure: one failed message
 * goes on, then everything that comes is thrown away.
 */
final class StrictDecoder extends HttpRequestDecoder {

    /** A chunk of one byte has five bytes around it; a size may have leading zeros. */
    private static final int FRAMING_PER_BYTE = 8;

    /** An empty line before a request, as some clients of old send after a body: RFC 9112, 2.2. */
    private static final int EMPTY_LINES_MAX = 1;

    /** A request line holds method, spaces and version beside the URI. */
    private static final int LINE_EXTRA_BYTES = 32;

    private static final DecoderResult REFUSED =
            DecoderResult.failure(new DecoderException("not HTTP/1.x as RFC 9112 has it"));
    private static final DecoderResult TOO_MANY_LINES =
            DecoderResult.failure(new TooLongHttpHeaderException("more lines than one request may have"));

    private enum Phase {
        BETWEEN,
        REQUEST_LINE,
        FIELDS,
        BODY,
        TRAILERS,
        REFUSED
    }

    private final int linesMax;
    private final int framingBytesMax;
    private Phase phase = Phase.BETWEEN;
    private int emptyLines;
    private int lines;
    private long framingBytes;
    private long contentBytes;

    StrictDecoder(HttpConfig config) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(config.uriBytesMax() + LINE_EXTRA_BYTES)
                .setMaxHeaderSize(config.headerBytesMax())
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setChunkedSupported(true)
                .setValidateHeaders(true));
        linesMax = config.headerLinesMax();
        framingBytesMax = config.limits().framingBytesMax();
    }

    /** Whether a request has begun whose headers are not complete. */
    boolean isInHead() {
        return phase == Phase.REQUEST_LINE || phase == Phase.FIELDS;
    }

    /** Whether nothing of a request has come since the last one ended: who takes the next in its place is not missed. */
    boolean isIdle() {
        return phase == Phase.BETWEEN && emptyLines == 0 && actualReadableBytes() == 0;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (phase == Phase.BETWEEN && !begin(in, out)) {
            return;
        }
        if (phase == Phase.REQUEST_LINE) {
            checkRequestLine(in, out);
        }
        switch (phase) {
            case BETWEEN, REQUEST_LINE, FIELDS -> decodeHead(ctx, in, out);
            case BODY, TRAILERS -> decodeBody(ctx, in, out);
            case REFUSED -> in.skipBytes(in.readableBytes());
        }
    }

    /** Passes over what may stand before a request; whether one begins. */
    private boolean begin(ByteBuf in, List<Object> out) {
        while (in.isReadable()) {
            if (in.getByte(in.readerIndex()) != '\r') {
                phase = Phase.REQUEST_LINE;
                emptyLines = 0;
                lines = -1; // the request line is none of them
                return true;
            }
            if (in.readableBytes() < 2) {
                return false;
            }
            if (in.getByte(in.readerIndex() + 1) != '\n' || ++emptyLines > EMPTY_LINES_MAX) {
                refuse(out, failedRequest(REFUSED));
                return true;
            }
            in.skipBytes(2);
        }
        return false;
    }

    private void checkRequestLine(ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        int end = in.indexOf(start, in.writerIndex(), (byte) '\n');
        if (end < 0) {
            if (!RequestLine.mayBegin(in, start)) {
                refuse(out, failedRequest(REFUSED));
            }
        } else if (RequestLine.isStrict(in, start, end)) {
            phase = Phase.FIELDS;
        } else {
            refuse(out, failedRequest(REFUSED));
        }
    }

    private void decodeHead(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        DecoderResult failure = failureOfLines(in);
        if (failure != null) {
            in.skipBytes(in.readableBytes());
            refuse(out, failedRequest(failure));
            return;
        }
        super.decode(ctx, in, out);
        if (!out.isEmpty()) {
            framingBytes = 0;
            contentBytes = 0;
            phase = out.get(out.size() - 1) instanceof LastHttpContent ? Phase.BETWEEN : Phase.BODY;
        }
    }

    private void decodeBody(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (phase == Phase.TRAILERS && failureOfLines(in) != null) {
            in.skipBytes(in.readableBytes());
            refuse(out, failedEnd());
            return;
        }
        int from = in.readerIndex();
        super.decode(ctx, in, out);
        int content = 0;
        for (Object part : out) {
            content += part instanceof HttpContent body ? body.content().readableBytes() : 0;
        }
        contentBytes += content;
        framingBytes += in.readerIndex() - from - content;
        boolean isFolded = content == 0 && isFolded(in, from, in.readerIndex()); // sizes and trailers only
        if (isFolded || framingBytes > framingBytesMax + FRAMING_PER_BYTE * contentBytes) {
            out.forEach(ReferenceCountUtil::release);
            out.clear();
            refuse(out, failedEnd());
        } else if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
            phase = Phase.BETWEEN;
        } else if (phase == Phase.BODY && content == 0 && isLastSize(in, from, in.readerIndex())) {
            phase = Phase.TRAILERS;
            lines = 0;
        }
    }

    private void refuse(List<Object> out, Object failed) {
        out.add(failed);
        phase = Phase.REFUSED;
    }

    private static FullHttpRequest failedRequest(DecoderResult why) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER);
        request.setDecoderResult(why);
        return request;
    }

    private static LastHttpContent failedEnd() {
        LastHttpContent end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        end.setDecoderResult(REFUSED);
        return end;
    }

    /**
     * What is wrong with the lines that the decoder is about to take, up to the empty one, or null; before it makes objects of them. It takes
     * all that are whole, so the next look begins with a line that was not counted.
     */
    private @Nullable DecoderResult failureOfLines(ByteBuf in) {
        int line = in.readerIndex();
        int to = in.writerIndex();
        while (line < to) {
            byte first = in.getByte(line);
            if (first == ' ' || first == '\t') {
                return REFUSED;
            }
            int end = in.indexOf(line, to, (byte) '\n');
            if (end < 0 || first == '\r' && end == line + 1) {
                return null;
            }
            if (++lines > linesMax) {
                return TOO_MANY_LINES;
            }
            line = end + 1;
        }
        return null;
    }

    /** Whether what was taken is the size of the chunk that ends a body, which trailers follow: zeros, whatever stands behind them. */
    private static boolean isLastSize(ByteBuf in, int from, int to) {
        int at = from;
        while (at < to && in.getByte(at) == '0') {
            at++;
        }
        return at > from && at < to && (in.getByte(at) == '\r' || in.getByte(at) == ';');
    }

    /** Whether one of the lines begins with white space; the decoder takes whole lines only, so a range begins with one. */
    private static boolean isFolded(ByteBuf in, int from, int to) {
        int line = from;
        while (line >= 0 && line < to) {
            byte first = in.getByte(line);
            if (first == ' ' || first == '\t') {
                return true;
            }
            int end = in.indexOf(line, to, (byte) '\n');
            line = end < 0 ? -1 : end + 1;
        }
        return false;
    }
}
