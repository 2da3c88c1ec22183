package dev.firstlight.collector.log;

import dev.firstlight.collector.spool.Frame;
import dev.firstlight.collector.spool.Resend;
import dev.firstlight.runtime.ErrorLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Packs of the spool that were sent to Kafka together, and what it said of each. Threads: whoever sends waits; Kafka's sender answers.
 *
 * @param answers in the order of the packs; who got none is to be sent again
 * @param isWell whether Kafka took all of them, or refused them for what they are, as fast as a live pack must be taken
 */
record FramesSent(List<Resend.Answer> answers, boolean isWell) {

    /** Sends them and waits until all are answered or one failed: the others would only wait as long again. */
    static FramesSent by(
            KafkaSender kafka,
            List<Frame> frames,
            Duration ackTimeout,
            Duration slowAfter,
            LongSupplier nanos,
            ErrorLog errors)
            throws InterruptedException {
        long startedNanos = nanos.getAsLong();
        Resend.Answer[] answers = new Resend.Answer[frames.size()];
        Arrays.fill(answers, Resend.Answer.AGAIN);
        CountDownLatch told = new CountDownLatch(frames.size());
        CountDownLatch failed = new CountDownLatch(1);
        int sent = 0;
        while (sent < answers.length && failed.getCount() > 0) {
            int index = sent++;
            Frame frame = frames.get(index);
            kafka.send(frame.partition(), frame.pack(), failure -> {
                synchronized (answers) {
                    answers[index] = failure == null ? Resend.Answer.ACKNOWLEDGED : answerTo(failure, errors);
                }
                if (failure != null && KafkaFailure.of(failure) != KafkaFailure.PACK) {
                    failed.countDown();
                }
                told.countDown();
            });
        }
        for (int i = sent; i < answers.length; i++) {
            told.countDown();
        }
        boolean isAnswered = told.await(2 * ackTimeout.toMillis(), TimeUnit.MILLISECONDS);
        List<Resend.Answer> result;
        synchronized (answers) {
            result = List.of(answers.clone());
        }
        boolean isInTime = nanos.getAsLong() - startedNanos <= slowAfter.toNanos();
        return new FramesSent(result, isAnswered && isInTime && !result.contains(Resend.Answer.AGAIN));
    }

    private static Resend.Answer answerTo(Exception failure, ErrorLog errors) {
        errors.report("a spooled pack was not acknowledged", failure);
        return KafkaFailure.of(failure) == KafkaFailure.PACK ? Resend.Answer.NEVER : Resend.Answer.AGAIN;
    }
}
