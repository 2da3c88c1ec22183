package dev.firstlight.collector.edge;

import dev.firstlight.collector.log.Outcome;
import dev.firstlight.collector.log.Waiting;
import dev.firstlight.schema.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A plain hit between its request and its answer: its place in the order of its connection, and who waits for the pack, in the one object that
 * such a request costs. Threads: its loop.
 */
final class PlainHit extends AnswerQueue.Slot implements Waiting, EdgeLoop.Answering {

    private final EdgeLoop loop;
    private final Answers answers;
    private final String pixel;
    private final long receivedAtMs;
    private final boolean isGif;

    PlainHit(
            AnswerQueue queue,
            long receivedNanos,
            EdgeLoop loop,
            Answers answers,
            String pixel,
            long receivedAtMs,
            boolean isGif) {
        super(queue, receivedNanos);
        this.loop = loop;
        this.answers = answers;
        this.pixel = pixel;
        this.receivedAtMs = receivedAtMs;
        this.isGif = isGif;
    }

    @Override
    public void settled(Outcome outcome) {
        loop.settled(pixel, receivedAtMs, outcome, this);
    }

    @Override
    public void answer(Verdict verdict, @Nullable Refusal why) {
        switch (verdict) {
            case STORED, DECLINED ->
                answer(answers.of(isGif ? Answer.PIXEL_GIF : Answer.PIXEL_PNG, false, false, Cors.ANY), false);
            case REFUSED, SEND_AGAIN -> {
                Refusal reason = why == null ? Refusal.LOG_UNAVAILABLE : why;
                answer(answers.refusal(reason, Answer.of(reason), false, false, Cors.ANY), false);
            }
        }
    }
}
