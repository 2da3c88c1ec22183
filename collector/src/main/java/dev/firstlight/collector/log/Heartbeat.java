package dev.firstlight.collector.log;

import dev.firstlight.schema.avro.LedgerEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one event loop says of itself each second, also when nothing happens: a ledger entry of stage {@value #STAGE}, one per loop, minute 0.
 * Its {@code watermark_minute} is the first minute of receipt of which something may still be on its way to Kafka: all earlier ones are
 * complete as far as this loop goes.
 *
 * <p>At every moment {@code accepted = durable + abandoned +} the events in flight: in open packs, with Kafka or on their way to the spool.
 * Bytes of refusals travel in the same packs and are no events: {@code kept} counts those that are durable, beside the others;
 * {@code abandoned} is without them, while a pack's {@code abandoned_total} explains sequence numbers and has them.
 */
public final class Heartbeat {

    /** Apart from the counts per minute, which add up; these do not. */
    public static final String STAGE = "collector-heartbeat";

    private Heartbeat() {}

    /**
     * Makes it, on the loop.
     *
     * @param source incarnation and loop, as in the loop's other entries
     * @param spooledMs since when the oldest spooled pack waits, epoch milliseconds; -1 when none does
     */
    public static LedgerEntry of(
            String source, Packer packer, LoopTotals totals, long spooledPacks, long spooledMs, long nowMs) {
        long oldestMs = packer.oldestUnsettledMs(nowMs);
        Map<String, Long> counts = new HashMap<>();
        counts.put("accepted", totals.accepted());
        counts.put("declined", totals.declined());
        counts.put("durable", packer.durableEvents());
        counts.put("kept", packer.keptRefusals());
        counts.put("abandoned", packer.abandonedEvents());
        counts.put("spooled_packs", spooledPacks);
        counts.put(
                "watermark_minute",
                TimeUnit.MILLISECONDS.toMinutes(spooledMs < 0 ? oldestMs : Math.min(oldestMs, spooledMs)));
        return new LedgerEntry(STAGE, source, "", 0L, counts, null, nowMs);
    }
}
