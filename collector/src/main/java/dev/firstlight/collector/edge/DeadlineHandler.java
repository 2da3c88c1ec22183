package dev.firstlight.collector.edge;

import dev.firstlight.collector.meter.CutReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Watches how far one connection is with its request, and tells the handlers behind it, with a {@link CutReason} as event, when that took too long. Between
 * requests nothing is awaited: a quiet connection is the idle timeout's.
 *
 * <p>Threads: the connection's loop. A connection that we do not read (too many unanswered requests) is not late; its time begins anew.
 */
final class DeadlineHandler extends ChannelInboundHandlerAdapter {

    private final StrictDecoder decoder;
    private final Deadlines deadlines;
    private Deadlines.Watch watch;
    private boolean isInBody;

    DeadlineHandler(StrictDecoder decoder, Deadlines deadlines) {
        this.decoder = decoder;
        this.deadlines = deadlines;
        this.watch = deadlines.watch(() -> {});
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        watch = deadlines.watch(() -> missed(ctx));
        watch.awaitHead();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        watch.done();
    }

    /** A whole request was taken before the decoder saw it. */
    void requestCame() {
        watch.done();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest) {
            watch.done();
            isInBody = true;
        }
        if (message instanceof LastHttpContent) {
            watch.done();
            isInBody = false;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!watch.isAwaiting()) {
            await();
        }
        ctx.fireChannelReadComplete();
    }

    private void await() {
        if (isInBody) {
            watch.awaitBody();
        } else if (decoder.isInHead()) {
            watch.awaitHead();
        }
    }

    private void missed(ChannelHandlerContext ctx) {
        if (!ctx.channel().config().isAutoRead()) {
            await();
        } else if (isInBody) {
            ctx.fireUserEventTriggered(CutReason.BODY_LATE);
        } else {
            ctx.fireUserEventTriggered(decoder.isInHead() ? CutReason.HEADERS_LATE : CutReason.SILENT);
        }
    }
}
