package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.Hit;
import dev.firstlight.collector.event.RequestFacts;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.CharsetUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection: decoded requests in, answers out in their order. The general path; a scanner for the hot request goes in front of it.
 *
 * <p>Threads: the connection's loop, which never waits: an event's answer is given when the log says what became of it. Bounds: see
 * {@link HttpConfig}; a body is kept only for a route that reads it. Failure: an exception here is a bug; it is logged once a minute and
 * costs its connection.
 */
final class HitHandler extends ChannelInboundHandlerAdapter {

    /** A request whose end has not been read yet. */
    private static final class Open {
        final HttpRequest request;
        final AnswerQueue.Slot slot;
        final Route route;
        final boolean isLast;
        final boolean isHead;

        @Nullable
        ByteBuf body;

        int bodyBytes;

        Open(HttpRequest request, AnswerQueue.Slot slot, Route route) {
            this.request = request;
            this.slot = slot;
            this.route = route;
            this.isLast =
                    !HttpUtil.isKeepAlive(request) || !request.protocolVersion().equals(HttpVersion.HTTP_1_1);
            this.isHead = request.method().equals(HttpMethod.HEAD);
        }
    }

    private final HttpConfig config;
    private final Route.Table routes;
    private final TrackerScript script;
    private final EdgeLoop loop;
    private final Answers answers;
    private final InstantSource clock;
    private @Nullable AnswerQueue queue;
    private @Nullable Open open;
    private boolean isDeaf;

    HitHandler(
            HttpConfig config,
            Route.Table routes,
            TrackerScript script,
            EdgeLoop loop,
            Answers answers,
            InstantSource clock) {
        this.config = config;
        this.routes = routes;
        this.script = script;
        this.loop = loop;
        this.answers = answers;
        this.clock = clock;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        queue = new AnswerQueue(ctx, loop.meters());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (isDeaf || queue().isOver()) {
                return;
            }
            queue().readBegins();
            if (message instanceof HttpRequest request) {
                begin(ctx, request);
            }
            if (message instanceof HttpContent content && open != null) {
                more(ctx, open, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        queue().readEnds();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        forgetOpen();
        queue().abandon();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent && (queue().isEmpty() || open != null)) {
            ctx.close();
        } else if (event == EdgeServer.DRAIN) {
            queue().closeWhenAnswered();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        queue().writabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) { // the client went away: nothing to say
            loop.errors().report("a connection was closed for an error of ours", cause);
        }
        ctx.close();
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        loop.meters().add(CollectorMeter.HITS_RECEIVED);
        AnswerQueue.Slot slot = queue().open(System.nanoTime());
        if (request.decoderResult().isFailure()) {
            refuseAndClose(slot, refusalOf(request.decoderResult()), false);
            return;
        }
        Open opened = new Open(request, slot, routes.of(path(request.uri())));
        long length = HttpUtil.getContentLength(request, 0L);
        if (length > config.bodyBytesMax()) {
            refuseAndClose(slot, Refusal.BODY_TOO_LARGE, opened.isHead);
            return;
        }
        open = opened;
        if (HttpUtil.is100ContinueExpected(request) && opened.route instanceof Route.Events && queue().isOnly(slot)) {
            ctx.write(ctx.alloc()
                    .buffer()
                    .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private void more(ChannelHandlerContext ctx, Open current, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuseAndClose(current.slot, Refusal.REQUEST_MALFORMED, current.isHead);
            return;
        }
        int bytes = content.content().readableBytes();
        current.bodyBytes += bytes;
        if (current.bodyBytes > config.bodyBytesMax()) {
            refuseAndClose(current.slot, Refusal.BODY_TOO_LARGE, current.isHead);
            return;
        }
        if (bytes > 0 && current.route instanceof Route.Events) {
            if (current.body == null) {
                current.body = ctx.alloc().buffer(bytes);
            }
            current.body.writeBytes(content.content());
        }
        if (content instanceof LastHttpContent) {
            open = null;
            isDeaf = current.isLast;
            end(ctx, current);
        }
    }

    private void end(ChannelHandlerContext ctx, Open current) {
        HttpMethod method = current.request.method();
        boolean isRead = method.equals(HttpMethod.GET) || current.isHead;
        Route route = current.route;
        if (method.equals(HttpMethod.OPTIONS) && (route instanceof Route.Events || route instanceof Route.Pixel)) {
            answer(current, Answer.PREFLIGHT);
        } else if (route instanceof Route.Unknown) {
            refuse(current, "", Refusal.ROUTE_UNKNOWN, Answer.NOT_FOUND);
        } else if (route instanceof Route.Events events) {
            if (method.equals(HttpMethod.POST)) {
                takeBody(ctx, current, events.pixel());
            } else {
                refuse(current, events.pixel(), Refusal.METHOD_NOT_ALLOWED, Answer.POST_ONLY);
            }
        } else if (!isRead) {
            String pixel = route instanceof Route.Pixel fired ? fired.pixel() : "";
            refuse(current, pixel, Refusal.METHOD_NOT_ALLOWED, Answer.GET_ONLY);
        } else if (route instanceof Route.Pixel pixel) {
            takePixel(ctx, current, pixel);
        } else if (route instanceof Route.Script wanted) {
            current.slot.answer(
                    answers.script(
                            script,
                            wanted.isHashed(),
                            config.scriptMaxAge().toSeconds(),
                            current.isHead,
                            current.isLast),
                    current.isLast);
        } else {
            answer(current, route instanceof Route.Robots ? Answer.ROBOTS : Answer.FAVICON);
        }
        releaseBody(current);
    }

    private void takePixel(ChannelHandlerContext ctx, Open current, Route.Pixel pixel) {
        Answer image = pixel.isGif() ? Answer.PIXEL_GIF : Answer.PIXEL_PNG;
        if (current.isHead) {
            loop.meters().add(CollectorMeter.HITS_PROBED);
            answer(current, image);
            return;
        }
        RequestFacts facts = facts(ctx, current);
        Hit hit = loop.reader().readQuery(pixel.pixel(), query(current.request.uri()), facts);
        loop.take(pixel.pixel(), facts.receivedAtMs(), hit, (verdict, why) -> {
            switch (verdict) {
                case STORED, DECLINED -> answer(current, image);
                case REFUSED, SEND_AGAIN -> {
                    Refusal reason = why == null ? Refusal.LOG_UNAVAILABLE : why;
                    current.slot.answer(
                            answers.refusal(reason, Answer.of(reason), false, current.isLast), current.isLast);
                }
            }
        });
    }

    private void takeBody(ChannelHandlerContext ctx, Open current, String pixel) {
        byte[] sent = current.body == null ? Images.NONE : ByteBufUtil.getBytes(current.body);
        Refusal media = mediaRefusal(current.request);
        byte[] body = media == null ? plain(current, sent, pixel) : null;
        if (media != null) {
            refuse(current, pixel, media, Answer.of(media));
        }
        if (body == null) {
            return;
        }
        RequestFacts facts = facts(ctx, current);
        JsonPayload.Body found = JsonPayload.slices(body, config.eventsPerRequestMax());
        if (found.refusal() != null) {
            Hit hit = loop.reader().refuse(found.refusal(), found.detail(), pixel, body, facts);
            takeEvents(current, pixel, facts, List.of(hit), false);
        } else if (found.events().isEmpty()) {
            answer(current, Answer.STORED);
        } else {
            takeEvents(current, pixel, facts, hits(pixel, body, found.events(), facts), found.isBatch());
        }
    }

    private List<Hit> hits(String pixel, byte[] body, List<JsonPayload.Slice> events, RequestFacts facts) {
        List<Hit> hits = new ArrayList<>(events.size());
        for (JsonPayload.Slice slice : events) {
            byte[] event = Arrays.copyOfRange(body, slice.offset(), slice.offset() + slice.length());
            hits.add(loop.reader().readJson(pixel, event, facts));
        }
        return hits;
    }

    private void takeEvents(Open current, String pixel, RequestFacts facts, List<Hit> events, boolean isList) {
        Batch batch = new Batch(events.size(), isList, result -> {
            ByteBuf bytes;
            if (result.answer() == null) {
                bytes = answers.batch(result.body(), current.isLast);
            } else if (result.refusal() == null) {
                bytes = answers.of(result.answer(), false, current.isLast);
            } else {
                bytes = answers.refusal(result.refusal(), result.answer(), false, current.isLast);
            }
            current.slot.answer(bytes, current.isLast);
        });
        for (int i = 0; i < events.size(); i++) {
            int index = i;
            loop.take(pixel, facts.receivedAtMs(), events.get(i), (verdict, why) -> batch.settle(index, verdict, why));
        }
    }

    /** The body without its gzip, or none after having refused. */
    private byte @Nullable [] plain(Open current, byte[] sent, String pixel) {
        String encoding = current.request.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        if (encoding.equalsIgnoreCase("identity")) {
            return sent;
        }
        Gzip.Inflated inflated = Gzip.inflate(sent, config.inflatedBytesMax());
        if (inflated.bytes() == null) {
            Refusal why = inflated.isTooLarge() ? Refusal.BODY_TOO_LARGE : Refusal.GZIP_MALFORMED;
            refuse(current, pixel, why, Answer.of(why));
        }
        return inflated.bytes();
    }

    private static @Nullable Refusal mediaRefusal(HttpRequest request) {
        String encoding = request.headers()
                .get(HttpHeaderNames.CONTENT_ENCODING, "identity")
                .toLowerCase(Locale.ROOT);
        if (!encoding.equals("identity") && !encoding.equals("gzip")) {
            return Refusal.ENCODING_UNSUPPORTED;
        }
        CharSequence media = HttpUtil.getMimeType(request);
        String type = media == null ? "" : media.toString().strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "", "application/json", "text/plain" -> null;
            default -> Refusal.MEDIA_TYPE_UNSUPPORTED;
        };
    }

    private void answer(Open current, Answer answer) {
        current.slot.answer(answers.of(answer, current.isHead, current.isLast), current.isLast);
    }

    private void refuse(Open current, String pixel, Refusal why, Answer answer) {
        loop.refuse(pixel, clock.millis(), why);
        current.slot.answer(answers.refusal(why, answer, current.isHead, current.isLast), current.isLast);
    }

    /** Refuses where the protocol is in doubt: nothing more is read from this connection. */
    private void refuseAndClose(AnswerQueue.Slot slot, Refusal why, boolean isHead) {
        isDeaf = true;
        forgetOpen();
        loop.refuse("", clock.millis(), why);
        slot.answer(answers.refusal(why, Answer.of(why), isHead, true), true);
    }

    private RequestFacts facts(ChannelHandlerContext ctx, Open current) {
        return RequestFactsReader.read(current.request.headers(), ctx.channel().remoteAddress(), clock.millis());
    }

    private void forgetOpen() {
        if (open != null) {
            releaseBody(open);
            open = null;
        }
    }

    private static void releaseBody(Open current) {
        if (current.body != null) {
            current.body.release();
            current.body = null;
        }
    }

    private AnswerQueue queue() {
        if (queue == null) {
            throw new IllegalStateException("the handler is not in a pipeline yet");
        }
        return queue;
    }

    private static Refusal refusalOf(DecoderResult failed) {
        Throwable cause = failed.cause();
        if (cause instanceof TooLongHttpLineException) {
            return Refusal.URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException
                ? Refusal.HEADERS_TOO_LARGE
                : Refusal.REQUEST_MALFORMED;
    }

    /** The path of an origin-form or absolute-form request target. */
    private static String path(String uri) {
        int from = pathStart(uri);
        int question = uri.indexOf('?', from);
        return question < 0 ? uri.substring(from) : uri.substring(from, question);
    }

    private static int pathStart(String uri) {
        if (uri.startsWith("/")) {
            return 0;
        }
        int authority = uri.indexOf("://");
        int slash = authority < 0 ? -1 : uri.indexOf('/', authority + 3);
        return slash < 0 ? uri.length() : slash;
    }

    private static byte[] query(String uri) {
        int question = uri.indexOf('?');
        return question < 0 ? Images.NONE : uri.substring(question + 1).getBytes(CharsetUtil.ISO_8859_1);
    }
}
