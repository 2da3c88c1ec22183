package dev.firstlight.collector.edge;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The unanswered requests of one connection: answers leave in the order of the requests, however early they are known.
 *
 * <p>Threads: the connection's loop. Bounds: past the setting's number of unanswered requests the connection is not read until
 * half of them are answered, nor while the client does not take its answers; what was already received is still taken in, at most one
 * read buffer. When the client has left, answers are dropped; the events they are about stay.
 */
final class AnswerQueue {

    /** The place of one request in the order. */
    static class Slot {
        private final AnswerQueue queue;
        private final long receivedNanos;
        private @Nullable ByteBuf answer;
        private boolean isLast;
        private boolean isOutstanding = true;

        Slot(AnswerQueue queue, long receivedNanos) {
            this.queue = queue;
            this.receivedNanos = receivedNanos;
        }

        /**
         * Gives the answer, once; owned from here on.
         *
         * @param last whether the connection ends with it
         */
        final void answer(ByteBuf bytes, boolean last) {
            forget();
            if (queue.isClosed) {
                bytes.release();
                return;
            }
            answer = bytes;
            isLast = last;
            queue.drain();
        }

        /** It holds nothing any more: it is answered, or will not be since its client left in the middle of it. */
        final void forget() {
            if (isOutstanding) {
                isOutstanding = false;
                queue.outstanding.answered();
            }
        }
    }

    private final ChannelHandlerContext ctx;
    private final Meters meters;
    private final int outstandingMax;
    private final Outstanding outstanding;
    private final ArrayDeque<Slot> slots = new ArrayDeque<>();
    private boolean isReading;
    private boolean isClosed;
    private boolean isDraining;
    private boolean isFlushDue;

    AnswerQueue(ChannelHandlerContext ctx, Meters meters, int outstandingMax, Outstanding outstanding) {
        this.ctx = ctx;
        this.meters = meters;
        this.outstandingMax = outstandingMax;
        this.outstanding = outstanding;
    }

    Slot open(long nowNanos) {
        Slot slot = new Slot(this, nowNanos);
        open(slot);
        return slot;
    }

    /** @param slot made for this queue */
    void open(Slot slot) {
        outstanding.opened();
        slots.add(slot);
        if (slots.size() >= outstandingMax) {
            pause();
        }
    }

    /** Nothing more will be answered: the last answer is written or the client has left. */
    boolean isOver() {
        return isClosed;
    }

    /** Answers pile up unsent, or the client has caught up. */
    void writabilityChanged() {
        if (!isClosed && !ctx.channel().isWritable()) {
            pause();
        } else {
            resume();
        }
    }

    /** Whether no earlier request waits for its answer, so that an interim response would be in order. */
    boolean isOnly(Slot slot) {
        return slots.size() == 1 && slots.peek() == slot;
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    /** A read burst has begun: answers wait for its end to be flushed together. */
    void readBegins() {
        isReading = true;
    }

    void readEnds() {
        isReading = false;
        ctx.flush();
    }

    /** The connection ends once everything that is open has been answered; at once when nothing is. */
    void closeWhenAnswered() {
        isDraining = true;
        if (slots.isEmpty()) {
            ctx.close();
        }
    }

    /** The connection is gone. */
    void abandon() {
        isClosed = true;
        for (Slot slot : slots) {
            if (slot.answer != null) {
                slot.answer.release();
            }
        }
        slots.clear();
    }

    private void drain() {
        Slot head = slots.peek();
        while (head != null && head.answer != null) {
            slots.remove();
            meters.recordNanos(CollectorMeter.ANSWER_NANOS, System.nanoTime() - head.receivedNanos);
            if (head.isLast || isDraining && slots.isEmpty()) {
                ctx.writeAndFlush(head.answer).addListener(written -> LingeringClose.begin(ctx));
                abandon();
                return;
            }
            ByteBuf answer = head.answer;
            head = slots.peek();
            if (isReading) {
                ctx.write(answer, ctx.voidPromise());
            } else if (head != null) {
                ctx.write(answer, ctx.voidPromise());
                flushSoon();
            } else {
                ctx.writeAndFlush(answer, ctx.voidPromise());
            }
        }
        resume();
    }

    /** Of a client that sends requests ahead: most likely the next answer comes in this very turn of the loop. */
    private void flushSoon() {
        if (!isFlushDue) {
            isFlushDue = true;
            try {
                ctx.executor().execute(this::flushNow);
            } catch (RejectedExecutionException e) { // the loop ends
                flushNow();
            }
        }
    }

    private void flushNow() {
        isFlushDue = false;
        ctx.flush();
    }

    private void pause() {
        if (ctx.channel().config().isAutoRead()) {
            meters.add(CollectorMeter.READING_PAUSED);
            ctx.channel().config().setAutoRead(false);
        }
    }

    private void resume() {
        boolean isCaughtUp = slots.size() <= outstandingMax / 2 && ctx.channel().isWritable();
        if (isCaughtUp && !ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(true);
        }
    }
}
