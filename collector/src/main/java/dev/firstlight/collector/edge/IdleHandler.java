package dev.firstlight.collector.edge;

import dev.firstlight.collector.meter.CutReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Tells the handlers behind it, with {@link CutReason#IDLE} as event, when nothing has been read for too long, again and again as long as that
 * lasts. A read costs it one look at the clock and no timer; Netty's own handler makes an object for each write as well.
 *
 * <p>Threads: the connection's loop.
 */
final class IdleHandler extends ChannelInboundHandlerAdapter {

    private final Deadlines deadlines;
    private Deadlines.Watch watch;
    private long readNanos;

    IdleHandler(Deadlines deadlines) {
        this.deadlines = deadlines;
        this.watch = deadlines.watch(() -> {});
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        readNanos = deadlines.nowNanos();
        watch = deadlines.watch(() -> look(ctx));
        watch.awaitLook();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        watch.done();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readNanos = deadlines.nowNanos();
        ctx.fireChannelReadComplete();
    }

    private void look(ChannelHandlerContext ctx) {
        watch.awaitLook();
        if (deadlines.nowNanos() - readNanos >= deadlines.idleNanos()) {
            ctx.fireUserEventTriggered(CutReason.IDLE);
        }
    }
}
