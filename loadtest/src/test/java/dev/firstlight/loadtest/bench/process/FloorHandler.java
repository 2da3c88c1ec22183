package dev.firstlight.loadtest.bench.process;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers each empty line with the same bytes and looks at nothing else: below what it costs no Netty server can get. One for each
 * connection; one flush a read burst. Threads: the connection's loop.
 */
final class FloorHandler extends ChannelInboundHandlerAdapter {

    private final ByteBuf answer;
    private final AtomicLong answered;

    /** Of the line that is not at its end yet, however many reads it takes. */
    private long lineBytes;

    /**
     * @param answer whole, not released here
     * @param answered written by one loop only
     */
    FloorHandler(ByteBuf answer, AtomicLong answered) {
        this.answer = answer;
        this.answered = answered;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        int end = bytes.writerIndex();
        int lineStart = bytes.readerIndex();
        for (int at = bytes.indexOf(lineStart, end, (byte) '\n');
                at >= 0;
                at = bytes.indexOf(lineStart, end, (byte) '\n')) {
            if (lineBytes + at - lineStart == 1) { // nothing but the CR
                ctx.write(answer.retainedDuplicate(), ctx.voidPromise());
                answered.lazySet(answered.get() + 1);
            }
            lineBytes = 0;
            lineStart = at + 1;
        }
        lineBytes += end - lineStart;
        bytes.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
