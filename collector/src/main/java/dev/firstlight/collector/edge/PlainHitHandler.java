package dev.firstlight.collector.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the decoder and takes the plain hits at the beginning of each read, as long as nothing else is on its way: the decoder has no
 * part of a request, and nobody ends the connection. All the rest of a read, its bytes untouched, is the decoder's.
 *
 * <p>Threads: the connection's loop. Ownership: a read that is taken whole is released here.
 */
final class PlainHitHandler extends ChannelInboundHandlerAdapter {

    private final PlainHits plain;
    private final StrictDecoder decoder;
    private final DeadlineHandler deadline;
    private final HitHandler hits;
    private final Outstanding outstanding;
    private final InstantSource clock;
    private final BooleanSupplier isLeaving;
    private byte @Nullable [] peer;
    private boolean isPassedOn;

    PlainHitHandler(
            PlainHits plain,
            StrictDecoder decoder,
            DeadlineHandler deadline,
            HitHandler hits,
            Outstanding outstanding,
            InstantSource clock,
            BooleanSupplier isLeaving) {
        this.plain = plain;
        this.decoder = decoder;
        this.deadline = deadline;
        this.hits = hits;
        this.outstanding = outstanding;
        this.clock = clock;
        this.isLeaving = isLeaving;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        peer = RequestFactsReader.address(ctx.channel().remoteAddress());
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf in) {
            takePlainOrRelease(in);
            if (!in.isReadable()) {
                in.release();
                return;
            }
        }
        isPassedOn = true;
        ctx.fireChannelRead(message);
    }

    /** The decoder asks for more when nothing has come of a read, even of a connection that is not to be read; so it is told of its own reads only. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (isPassedOn) {
            isPassedOn = false;
            ctx.fireChannelReadComplete();
        } else {
            hits.answers().readEnds();
        }
    }

    private void takePlainOrRelease(ByteBuf in) {
        boolean isDone = false;
        try {
            takePlain(in);
            isDone = true;
        } finally {
            if (!isDone) {
                in.release();
            }
        }
    }

    private void takePlain(ByteBuf in) {
        int length = in.readableBytes();
        byte[] scratch = plain.scratch();
        if (length > scratch.length || !isFree()) {
            return;
        }
        in.getBytes(in.readerIndex(), scratch, 0, length);
        long nowMs = clock.millis();
        long nowNanos = System.nanoTime();
        AnswerQueue queue = hits.answers();
        queue.readBegins();
        int at = 0;
        while (at < length && !outstanding.isReached()) {
            int behind = plain.take(at, length, queue, peer, nowMs, nowNanos);
            if (behind == at) {
                break;
            }
            at = behind;
        }
        if (at > 0) {
            deadline.requestCame();
            in.skipBytes(at);
        }
    }

    /** Whether a request that begins now would be the next in the order, and its connection go on behind it. */
    private boolean isFree() {
        return decoder.isIdle() && hits.isBetweenRequests() && !isLeaving.getAsBoolean();
    }
}
