package dev.firstlight.collector.edge;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.collector.meter.CutReason;
import dev.firstlight.schema.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection: decoded requests in, answers out in their order. The general path; a scanner for the hot request goes in front of it, and
 * what a whole request gets stands in {@link Routing}.
 *
 * <p>Threads: the connection's loop, which never waits: an event's answer is given when the log says what became of it. Bounds: see
 * {@link HttpConfig}; a body is kept only for a route that reads it. Failure: an exception here is a bug; it is logged once a minute and
 * costs its connection.
 */
final class HitHandler extends ChannelInboundHandlerAdapter {

    private final HttpConfig config;
    private final Route.Table routes;
    private final EdgeLoop loop;
    private final Answers answers;
    private final InstantSource clock;
    private final Outstanding outstanding;
    private final BodyBytes bodies;
    private final BooleanSupplier isLeaving;
    private final Routing routing;
    private @Nullable AnswerQueue queue;
    private @Nullable Exchange open;
    private boolean isDeaf;

    HitHandler(
            HttpConfig config,
            Route.Table routes,
            EdgeLoop loop,
            Answers answers,
            InstantSource clock,
            Outstanding outstanding,
            BodyBytes bodies,
            BooleanSupplier isLeaving) {
        this.config = config;
        this.routes = routes;
        this.loop = loop;
        this.answers = answers;
        this.clock = clock;
        this.outstanding = outstanding;
        this.bodies = bodies;
        this.isLeaving = isLeaving;
        this.routing = new Routing(config, loop, answers, clock, outstanding);
    }

    /** Where the answers of this connection get their order. */
    AnswerQueue answers() {
        return queue();
    }

    /** Whether every request so far has come to its end and another one may come. */
    boolean isBetweenRequests() {
        return open == null && !isDeaf && !queue().isOver();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        queue = new AnswerQueue(ctx, loop.meters(), config.limits().outstandingPerConnectionMax(), outstanding);
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
        if (open != null) {
            open.slot().forget();
        }
        forgetOpen();
        queue().abandon();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == CutReason.IDLE) {
            endIdle(ctx);
        } else if (event instanceof CutReason late) {
            cut(ctx, late);
        } else if (event == EdgeServer.DRAIN) {
            queue().closeWhenAnswered();
        } else if (event instanceof SslHandshakeCompletionEvent shaken && !shaken.isSuccess()) {
            loop.meters().add(CollectorMeter.HANDSHAKES_FAILED);
        } else if (event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS) {
            endOfRequests(ctx);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        queue().writabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean isTheirs = cause instanceof IOException || cause.getCause() instanceof SSLException;
        if (!isTheirs) { // else the client went away, or speaks no TLS: nothing to say
            loop.errors().report("a connection was closed for an error of ours", cause);
        }
        ctx.close();
    }

    /** One that waits for our answers is not idle. */
    private void endIdle(ChannelHandlerContext ctx) {
        if (queue().isEmpty() || open != null) {
            loop.meters().add(CollectorMeter.CONNECTIONS_CUT, CutReason.IDLE);
            ctx.close();
        }
    }

    /** Ends a connection that is too slow: with an answer where one has its place in the order, which a client of no request has not. */
    private void cut(ChannelHandlerContext ctx, CutReason why) {
        if (isDeaf || queue().isOver()) {
            return; // it ends by itself
        }
        loop.meters().add(CollectorMeter.CONNECTIONS_CUT, why);
        boolean isAnswered =
                ctx.channel().isWritable() && (why == CutReason.HEADERS_LATE || why == CutReason.BODY_LATE);
        if (!isAnswered) {
            ctx.close();
        } else if (open == null) {
            loop.meters().add(CollectorMeter.HITS_RECEIVED);
            refuseAndClose(queue().open(System.nanoTime()), Refusal.REQUEST_TOO_SLOW, false, Cors.ANY);
        } else {
            refuseAndClose(open.slot(), Refusal.REQUEST_TOO_SLOW, open.isHead(), open.cors());
        }
    }

    /** The client sends no more, and may still read: what it asked is answered, a request it did not finish is refused. */
    private void endOfRequests(ChannelHandlerContext ctx) {
        if (queue().isOver()) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE); // behind the last answer
        } else if (open != null) {
            refuseAndClose(open.slot(), Refusal.REQUEST_MALFORMED, open.isHead(), open.cors());
        } else {
            isDeaf = true;
            queue().closeWhenAnswered();
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        loop.meters().add(CollectorMeter.HITS_RECEIVED);
        AnswerQueue.Slot slot = queue().open(System.nanoTime());
        Refusal rule = RequestRules.refusal(request, config.uriBytesMax());
        if (rule != null) {
            refuseAndClose(slot, rule, request.method().equals(HttpMethod.HEAD), Cors.ANY);
            return;
        }
        Route route = routes.of(Target.path(request.uri()));
        Admission admission = Admission.of(route, request, loop.readers().get());
        Exchange opened = new Exchange(request, slot, admission, bodies, isLeaving.getAsBoolean());
        long length = HttpUtil.getContentLength(request, 0L);
        if (length > config.bodyBytesMax()) {
            refuseAndClose(slot, Refusal.BODY_TOO_LARGE, opened.isHead(), opened.cors());
            return;
        }
        open = opened;
        if (HttpUtil.is100ContinueExpected(request) && opened.route() instanceof Route.Events && queue().isOnly(slot)) {
            ctx.write(ctx.alloc()
                    .buffer()
                    .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private void more(ChannelHandlerContext ctx, Exchange current, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuseAndClose(current.slot(), Refusal.REQUEST_MALFORMED, current.isHead(), current.cors());
            return;
        }
        Refusal size = current.receive(content, ctx.alloc(), config.bodyBytesMax());
        if (size != null) {
            refuseAndClose(current.slot(), size, current.isHead(), current.cors());
            return;
        }
        if (content instanceof LastHttpContent) {
            isDeaf = current.isLast();
            routing.end(current, ctx.channel().remoteAddress());
            current.releaseParts();
            open = null; // behind it: what fails in between is still known to be open
        }
    }

    /** Refuses where the protocol is in doubt: nothing more is read from this connection. */
    private void refuseAndClose(AnswerQueue.Slot slot, Refusal why, boolean isHead, Cors cors) {
        isDeaf = true;
        forgetOpen();
        loop.refuse("", clock.millis(), why);
        slot.answer(answers.refusal(why, Answer.of(why), isHead, true, cors), true);
    }

    private void forgetOpen() {
        if (open != null) {
            open.releaseParts();
            open = null;
        }
    }

    private AnswerQueue queue() {
        if (queue == null) {
            throw new IllegalStateException("the handler is not in a pipeline yet");
        }
        return queue;
    }
}
