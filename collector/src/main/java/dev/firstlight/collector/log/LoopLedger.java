package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.LedgerEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop answered, per pixel and minute of receipt: absolute counts of this incarnation and loop. What it has accepted reaches
 * the log, but for {@code lost_after_answer} ({@link AckPolicy#ACCEPTED} only) and for what dies with the process, or is
 * given up after the loop has ended (the meter outcomes_unheard).
 *
 * <p>Threads: its loop only. Bounds: {@value #PIXELS_PER_MINUTE_MAX} pixels a minute (pixel ids may be anybody's invention; the rest is
 * counted under the empty pixel), {@value #MINUTES_KEPT} minutes. Loss: counts since the last {@link #changed} die with the process; what
 * was stored is counted again from the log itself by the processor.
 */
public final class LoopLedger {

    static final int PIXELS_PER_MINUTE_MAX = 2_000;
    private static final int MINUTES_KEPT = 15;
    private static final int MINUTES_KEPT_WHILE_LOST = 180;
    private static final long MS_PER_MINUTE = 60_000;
    private static final String NO_PIXEL = "";

    private static final class Counts {
        long accepted;
        long lostAfterAnswer;
        long declined;
        final long[] refused = new long[Refusal.values().length];
        boolean isChanged = true;
    }

    private final String source;
    private final Meters meters;
    private long lostSeen;
    private @Nullable Counts last;
    private long lastMinute;
    private String lastPixel = NO_PIXEL;
    private boolean isLastMerged;
    private final Map<Long, Map<String, Counts>> minutes = new HashMap<>();

    public LoopLedger(long incarnation, int loop, Meters meters) {
        this.source = String.format("%016x-%d", incarnation, loop);
        this.meters = meters;
    }

    /** Incarnation and loop, as the entries name it. */
    public String source() {
        return source;
    }

    public void accept(String pixel, long receivedAtMs) {
        at(pixel, receivedAtMs).accepted++;
    }

    /** Counts an event that was counted as accepted and then given up, so that it may never reach the log. */
    public void loseAfterAnswer(String pixel, long receivedAtMs) {
        at(pixel, receivedAtMs).lostAfterAnswer++;
    }

    public void decline(String pixel, long receivedAtMs) {
        at(pixel, receivedAtMs).declined++;
    }

    /** Counts a refusal; {@code pixel} is empty where the hit had none. */
    public void refuse(String pixel, long receivedAtMs, Refusal why) {
        at(pixel, receivedAtMs).refused[why.ordinal()]++;
    }

    /**
     * The entries that changed since the last call; minutes long past are forgotten once they were given.
     *
     * @param lost entries of anybody that Kafka has not taken so far: when it grows, all is given again, and kept {@value #MINUTES_KEPT_WHILE_LOST} minutes
     */
    public List<LedgerEntry> changed(long nowMs, long lost) {
        boolean hasLost = lost != lostSeen;
        lostSeen = lost;
        if (hasLost) {
            minutes.values().forEach(pixels -> pixels.values().forEach(counts -> counts.isChanged = true));
        }
        long kept = hasLost ? MINUTES_KEPT_WHILE_LOST : MINUTES_KEPT;
        List<LedgerEntry> entries = new ArrayList<>();
        minutes.forEach((minute, pixels) -> pixels.forEach((pixel, counts) -> {
            if (counts.isChanged) {
                counts.isChanged = false;
                entries.add(new LedgerEntry("collector", source, pixel, minute, named(counts), null, nowMs));
            }
        }));
        last = null; // its minute may be forgotten
        minutes.keySet().removeIf(minute -> minute < nowMs / MS_PER_MINUTE - kept);
        return entries;
    }

    /** Most hits are of the minute and pixel of the hit before: those find their counts without a look into the maps. */
    @SuppressWarnings(
            "ReferenceEquality") // the same String, as hits of the same pixel bring it; another one goes the long way
    private Counts at(String pixel, long receivedAtMs) {
        long minute = receivedAtMs / MS_PER_MINUTE;
        if (last == null || minute != lastMinute || pixel != lastPixel) {
            last = find(pixel, receivedAtMs);
            lastMinute = minute;
            lastPixel = pixel;
        }
        if (isLastMerged) {
            meters.add(CollectorMeter.LEDGER_PIXELS_MERGED);
        }
        last.isChanged = true;
        return last;
    }

    private Counts find(String pixel, long receivedAtMs) {
        Map<String, Counts> pixels = minutes.computeIfAbsent(receivedAtMs / MS_PER_MINUTE, minute -> new HashMap<>());
        isLastMerged = pixels.size() >= PIXELS_PER_MINUTE_MAX && !pixels.containsKey(pixel) && !pixel.equals(NO_PIXEL);
        return pixels.computeIfAbsent(isLastMerged ? NO_PIXEL : pixel, unseen -> new Counts());
    }

    private static Map<String, Long> named(Counts counts) {
        Map<String, Long> named = new HashMap<>();
        named.put("accepted", counts.accepted);
        if (counts.lostAfterAnswer > 0) {
            named.put("lost_after_answer", counts.lostAfterAnswer);
        }
        if (counts.declined > 0) {
            named.put("declined", counts.declined);
        }
        for (Refusal refusal : Refusal.values()) {
            long count = counts.refused[refusal.ordinal()];
            if (count > 0) {
                named.put("refused." + refusal.wireName(), count);
            }
        }
        return named;
    }
}
