package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.Hit;
import dev.firstlight.collector.event.HitReader;
import dev.firstlight.collector.event.PlainQueryReader;
import dev.firstlight.collector.log.LoopLedger;
import dev.firstlight.collector.log.LoopTotals;
import dev.firstlight.collector.log.Outcome;
import dev.firstlight.collector.log.Packer;
import dev.firstlight.collector.log.Waiting;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.Refusal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop share, and the way of an event through it: read → counted → packed → answered.
 *
 * <p>Threads: its loop only.
 *
 * @param readers gives a reader by the registry in force; the same one as long as that is the same
 * @param publishLedger hands over the counts that changed; called each second and at the end
 */
public record EdgeLoop(
        Supplier<HitReader> readers,
        PlainQueryReader plainReader,
        Packer packer,
        LoopTotals totals,
        LoopLedger ledger,
        Runnable publishLedger,
        Meters meters,
        ErrorLog errors) {

    /** Told once what became of an event, on the loop. */
    @FunctionalInterface
    interface Answering {
        void answer(Verdict verdict, @Nullable Refusal why);
    }

    /** Takes what a hit turned out to be to where it belongs. */
    void take(String pixel, long receivedAtMs, Hit hit, Answering answering) {
        if (hit instanceof Hit.Event event) {
            store(pixel, receivedAtMs, event, answering);
        } else if (hit instanceof Hit.Refused refused) {
            refuse(pixel, receivedAtMs, refused.why());
            if (refused.kept() != null) {
                keep(refused.kept());
            }
            answering.answer(Verdict.REFUSED, refused.why());
        } else {
            meters.add(CollectorMeter.EVENTS_READ);
            meters.add(CollectorMeter.EVENTS_DECLINED);
            if (hit instanceof Hit.Declined declined && declined.isPaused()) {
                meters.add(CollectorMeter.EVENTS_PAUSED);
            }
            totals.decline();
            ledger.decline(pixel, receivedAtMs);
            answering.answer(Verdict.DECLINED, null);
        }
    }

    /** The last of it: what is packed goes to the log, what is counted to the ledger. */
    void finish() {
        packer.finish();
        publishLedger.run();
    }

    /** Counts a hit or event that is refused. */
    void refuse(String pixel, long receivedAtMs, Refusal why) {
        meters.add(CollectorMeter.REFUSED, why);
        totals.refuse(why);
        ledger.refuse(pixel, receivedAtMs, why);
    }

    private void store(String pixel, long receivedAtMs, Hit.Event event, Answering answering) {
        meters.add(CollectorMeter.EVENTS_READ);
        packer.append(
                event.raw(),
                event.dedupId(),
                event.address(),
                outcome -> settled(pixel, receivedAtMs, outcome, answering));
        totals.accept(); // after it: a header's totals are those before the pack it opens
    }

    /** What the log says of an event that it was given. */
    void settled(String pixel, long receivedAtMs, Outcome outcome, Answering answering) {
        switch (outcome) {
            case DURABLE -> {
                meters.add(CollectorMeter.EVENTS_DURABLE);
                ledger.accept(pixel, receivedAtMs);
                answering.answer(Verdict.STORED, null);
            }
            case GIVEN_UP -> {
                meters.add(CollectorMeter.EVENTS_GIVEN_UP);
                refuse(pixel, receivedAtMs, Refusal.LOG_UNAVAILABLE);
                answering.answer(Verdict.SEND_AGAIN, Refusal.LOG_UNAVAILABLE);
            }
            case LOST -> {
                meters.add(CollectorMeter.EVENTS_LOST_AFTER_ANSWER);
                ledger.loseAfterAnswer(pixel, receivedAtMs);
            }
        }
    }

    /**
     * Takes an event that was read on the short way.
     *
     * @param address 16-byte form, or none
     */
    void takePlain(EventSlices event, byte @Nullable [] address, Waiting waiting) {
        meters.add(CollectorMeter.EVENTS_READ);
        packer.append(event, address, waiting);
        totals.accept(); // after it: a header's totals are those before the pack it opens
    }

    private void keep(Hit.Event marked) {
        packer.append(marked.raw(), marked.dedupId(), null, outcome -> {
            if (outcome != Outcome.DURABLE) {
                meters.add(CollectorMeter.REFUSED_NOT_KEPT);
            }
        });
    }
}
