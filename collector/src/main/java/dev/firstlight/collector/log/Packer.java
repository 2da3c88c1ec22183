package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.SealedAddress;
import dev.firstlight.schema.avro.SealedBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the events of one event loop into packs, one open pack a partition, and says to each event what became of it.
 *
 * <p>Threads: its loop only; the log answers on a thread of its own and the answer of a whole pack comes back to the loop as one task.
 * Bounds: a pack holds at most {@code eventsMax} events and little more than {@code bytesMax} bytes; what waits is bounded by the log.
 * Addresses are sealed here, where their place in the log is first known, and leave the packer in no other form. A pack the log does not
 * take is given up: its sequence numbers stay a gap, which the next header's {@code abandoned_total} explains.
 */
public final class Packer {

    private static final long MS_PER_DAY = 86_400_000;

    /** One partition's open pack and where the next begins. */
    private static final class Lane {
        final PackEncoder encoder = new PackEncoder();
        List<Consumer<Outcome>> waiting = new ArrayList<>();
        long nextSequence;
        long abandoned;
        long openedAtMs;
        int openings;
    }

    private final long incarnation;
    private final int loop;
    private final PackConfig config;
    private final Lane[] lanes;
    private final LoopTotals totals;
    private final AddressKeys keys;
    private final EventLog log;
    private final ScheduledExecutorService thread;
    private final Meters meters;

    /** Packs handed over and not settled, by when they were opened. */
    private final TreeMap<Long, Integer> unsettled = new TreeMap<>();

    private long durable;

    /** @param thread the loop, which alone calls this packer */
    public Packer(
            long incarnation,
            int loop,
            int partitions,
            PackConfig config,
            LoopTotals totals,
            AddressKeys keys,
            EventLog log,
            ScheduledExecutorService thread,
            Meters meters) {
        this.incarnation = incarnation;
        this.loop = loop;
        this.config = config;
        this.lanes = new Lane[partitions];
        for (int i = 0; i < partitions; i++) {
            lanes[i] = new Lane();
        }
        this.totals = totals;
        this.keys = keys;
        this.log = log;
        this.thread = thread;
        this.meters = meters;
    }

    /**
     * Adds an event to the pack of its partition.
     *
     * @param raw without address; the packer sets it
     * @param address 16-byte form, or none; not kept
     * @param onOutcome told once, on the loop, never before this method has returned
     */
    public void append(RawEvent raw, DedupId dedupId, byte @Nullable [] address, Consumer<Outcome> onOutcome) {
        int partition = dedupId.partition(lanes.length);
        Lane lane = lanes[partition];
        if (lane.encoder.count() == 0) {
            open(lane, partition, raw.getReceivedAt());
        }
        seal(raw, address, partition, lane.nextSequence + lane.encoder.count());
        lane.encoder.append(raw);
        lane.waiting.add(onOutcome);
        if (lane.encoder.count() >= config.eventsMax() || lane.encoder.size() >= config.bytesMax()) {
            close(lane, partition);
        }
    }

    /** Events of this loop that the log has made durable. */
    public long durableEvents() {
        return durable;
    }

    /** Events of this loop whose senders were told to send again. */
    public long abandonedEvents() {
        long abandoned = 0;
        for (Lane lane : lanes) {
            abandoned += lane.abandoned;
        }
        return abandoned;
    }

    /** When the oldest pack was opened whose fate is open, epoch milliseconds; {@code nowMs} when there is none. */
    public long oldestUnsettledMs(long nowMs) {
        long oldest = unsettled.isEmpty() ? nowMs : unsettled.firstKey();
        for (Lane lane : lanes) {
            oldest = lane.encoder.count() > 0 ? Math.min(oldest, lane.openedAtMs) : oldest;
        }
        return oldest;
    }

    /** Closes what is open; for the end, when no time is left to linger. */
    public void flush() {
        for (int partition = 0; partition < lanes.length; partition++) {
            if (lanes[partition].encoder.count() > 0) {
                close(lanes[partition], partition);
            }
        }
    }

    private void open(Lane lane, int partition, long nowMs) {
        lane.openedAtMs = nowMs;
        lane.encoder.begin(new PackEncoder.Header(
                incarnation,
                loop,
                partition,
                lane.nextSequence,
                nowMs,
                lane.abandoned,
                totals.accepted(),
                totals.declined(),
                totals.refused()));
        int opening = ++lane.openings;
        thread.schedule(
                () -> {
                    if (lane.openings == opening && lane.encoder.count() > 0) {
                        close(lane, partition);
                    }
                },
                config.linger().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void close(Lane lane, int partition) {
        int count = lane.encoder.count();
        byte[] bytes = lane.encoder.finish();
        long openedAtMs = lane.openedAtMs;
        List<Consumer<Outcome>> waiting = lane.waiting;
        lane.waiting = new ArrayList<>(count);
        lane.nextSequence += count;
        lane.openings++;
        Pack pack = new Pack(partition, bytes, outcome -> settleOnLoop(lane, openedAtMs, waiting, outcome));
        switch (log.offer(pack)) {
            case TAKEN -> {
                meters.add(CollectorMeter.PACKS_HANDED_OVER);
                unsettled.merge(openedAtMs, 1, Integer::sum);
                if (config.ack() == AckPolicy.ACCEPTED) {
                    thread.execute(() -> tell(waiting, Outcome.DURABLE));
                }
            }
            case FULL -> {
                meters.add(CollectorMeter.PACKS_TURNED_AWAY);
                lane.abandoned += count; // now, so that the very next header explains the gap
                thread.execute(() -> tell(waiting, Outcome.GIVEN_UP));
            }
        }
    }

    /** Comes from a thread of the log. */
    private void settleOnLoop(Lane lane, long openedAtMs, List<Consumer<Outcome>> waiting, Outcome outcome) {
        try {
            thread.execute(() -> settle(lane, openedAtMs, waiting, outcome));
        } catch (RejectedExecutionException e) { // the loop has ended, and with it everybody who waited
            meters.add(CollectorMeter.OUTCOMES_UNHEARD, waiting.size());
        }
    }

    private void settle(Lane lane, long openedAtMs, List<Consumer<Outcome>> waiting, Outcome outcome) {
        unsettled.computeIfPresent(openedAtMs, (at, packs) -> packs == 1 ? null : packs - 1);
        switch (outcome) {
            case DURABLE -> durable += waiting.size();
            case GIVEN_UP -> {
                lane.abandoned += waiting.size();
                if (config.ack() == AckPolicy.ACCEPTED) {
                    meters.add(CollectorMeter.EVENTS_LOST_AFTER_ANSWER, waiting.size());
                }
            }
        }
        if (config.ack() == AckPolicy.DURABLE) {
            tell(waiting, outcome);
        }
    }

    private static void tell(List<Consumer<Outcome>> waiting, Outcome outcome) {
        for (Consumer<Outcome> one : waiting) {
            one.accept(outcome);
        }
    }

    private void seal(RawEvent raw, byte @Nullable [] address, int partition, long sequence) {
        if (address == null) {
            return;
        }
        DayKey key = keys.ofDay((int) (raw.getReceivedAt() / MS_PER_DAY));
        if (key == null) {
            meters.add(CollectorMeter.ADDRESSES_WITHOUT_KEY);
            return;
        }
        byte[] sealed = key.seal(address, incarnation, loop, partition, sequence);
        raw.setAddress(new SealedAddress(key.day(), new SealedBytes(sealed)));
    }
}
