package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.PackCompressor;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.SealedAddress;
import dev.firstlight.schema.avro.SealedBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the events of one event loop into packs, one open pack a partition, and says to each event what became of it.
 *
 * <p>Threads: its loop only; the log answers on threads of its own, and {@link HandBack} brings what it says back to the loop.
 * Bounds: a pack holds at most {@code eventsMax} events and little more than {@code bytesMax} bytes; what waits is bounded by the log.
 * Addresses are sealed here, where their place in the log is first known, and leave the packer in no other form. A pack the log does not
 * take is given up: its sequence numbers stay a gap, which the next header's {@code abandoned_total} explains.
 */
public final class Packer {

    private static final long MS_PER_DAY = 86_400_000;
    private static final byte[] NOTHING = {};

    /** One partition's open pack and where the next begins. */
    private static final class Lane {
        final PackEncoder encoder = new PackEncoder();
        List<Waiting> waiting = new ArrayList<>();
        long nextSequence;
        long abandoned;
        long openedAtMs;
        int kept;
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

    private final ErrorLog errors = new ErrorLog(Packer.class);
    private final HandBack handBack;
    private final Runnable lingered = this::lingered;
    private boolean isLingering;
    private final @Nullable PackCompressor compressor;
    private long durable;
    private long durableKept;
    private long abandonedKept;

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
        this.compressor = config.compressionLevel().isPresent()
                ? new PackCompressor(config.compressionLevel().getAsInt())
                : null;
        this.handBack = new HandBack(thread, this::settle, meters);
    }

    /**
     * Adds an event to the pack of its partition.
     *
     * @param raw without address; the packer sets it
     * @param address 16-byte form, or none; not kept
     * @param waiting told once, on the loop, never before this method has returned; once more if it was told too early and is {@link Outcome#LOST}
     */
    public void append(RawEvent raw, DedupId dedupId, byte @Nullable [] address, Waiting waiting) {
        int partition = dedupId.partition(lanes.length);
        Lane lane = lane(partition, raw.getReceivedAt());
        DayKey key = key(raw.getReceivedAt(), address);
        if (key != null && address != null) {
            byte[] sealed = key.seal(address, incarnation, loop, partition, sequence(lane));
            raw.setAddress(new SealedAddress(key.day(), new SealedBytes(sealed)));
        }
        lane.encoder.append(raw);
        lane.kept += raw.getRefusal() == null ? 0 : 1;
        appended(lane, partition, waiting);
    }

    /**
     * Adds an event to the pack of its partition, without an object of its own; all arrays are the caller's again when this returns.
     *
     * @param event without address; the packer sets it
     * @param address 16-byte form, or none; not kept
     * @param waiting told once, on the loop, never before this method has returned
     */
    public void append(EventSlices event, byte @Nullable [] address, Waiting waiting) {
        int partition = DedupId.partition(event.dedupIdHi, lanes.length);
        Lane lane = lane(partition, event.receivedAtMs);
        DayKey key = key(event.receivedAtMs, address);
        event.hasAddress = key != null;
        if (key != null && address != null) {
            event.keyDay = key.day();
            key.seal(address, incarnation, loop, partition, sequence(lane), event.sealed);
        }
        lane.encoder.append(event);
        lane.kept += event.refusal.isAbsent() ? 0 : 1;
        appended(lane, partition, waiting);
    }

    /** Events of this loop that the log has made durable; without what is marked as refused. */
    public long durableEvents() {
        return durable;
    }

    /** What is marked as refused and was made durable for {@code firstlight.rejects}: no events. */
    public long keptRefusals() {
        return durableKept;
    }

    /** Events of this loop that were given up, whatever their senders were told; without what is marked as refused. */
    public long abandonedEvents() {
        long abandoned = -abandonedKept;
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

    /** Closes what is open and answers what is settled; for the end, when no time is left to linger. */
    public void finish() {
        handBack.finish();
        closeAll();
        if (compressor != null) {
            compressor.close();
        }
    }

    /** The lane of a partition, with a pack open. */
    private Lane lane(int partition, long nowMs) {
        Lane lane = lanes[partition];
        if (lane.encoder.count() == 0) {
            open(lane, partition, nowMs);
        }
        return lane;
    }

    /** The number of the next event of a lane. */
    private static long sequence(Lane lane) {
        return lane.nextSequence + lane.encoder.count();
    }

    private void appended(Lane lane, int partition, Waiting waiting) {
        lane.waiting.add(waiting);
        if (lane.encoder.count() >= config.eventsMax() || lane.encoder.size() >= config.bytesMax()) {
            close(lane, partition);
        }
    }

    private void open(Lane lane, int partition, long nowMs) {
        lane.openedAtMs = nowMs;
        lane.encoder.begin(
                incarnation,
                loop,
                partition,
                lane.nextSequence,
                nowMs,
                lane.abandoned,
                totals.accepted(),
                totals.declined(),
                totals.refused());
        if (!isLingering) {
            isLingering = true;
            thread.schedule(lingered, config.linger().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The oldest open pack has waited long enough. All go, so that what one loop has to send goes to Kafka in one request. */
    private void lingered() {
        isLingering = false;
        closeAll();
    }

    private void closeAll() {
        for (int partition = 0; partition < lanes.length; partition++) {
            if (lanes[partition].encoder.count() > 0) {
                close(lanes[partition], partition);
            }
        }
    }

    private void close(Lane lane, int partition) {
        int count = lane.encoder.count();
        long openedAtMs = lane.openedAtMs;
        List<Waiting> waiting = lane.waiting;
        int kept = lane.kept;
        lane.waiting = new ArrayList<>(count);
        lane.kept = 0;
        lane.nextSequence += count;
        EventLog.Offer offer = offer(lane, partition, openedAtMs, waiting, kept);
        switch (offer) {
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
                abandonedKept += kept;
                thread.execute(() -> tell(waiting, Outcome.GIVEN_UP));
            }
        }
    }

    /** Turned away as well when anything fails: whoever waits is told, and the next header explains the gap. */
    private EventLog.Offer offer(Lane lane, int partition, long openedAtMs, List<Waiting> waiting, int kept) {
        byte[] bytes = bytes(lane);
        if (bytes.length == 0) {
            return EventLog.Offer.FULL;
        }
        try {
            return log.offer(new Pack(
                    partition,
                    bytes,
                    outcome -> handBack.offer(new HandBack.Settled(partition, openedAtMs, waiting, kept, outcome))));
        } catch (RuntimeException | Error e) {
            errors.report("the log failed over a pack, which is given up", e);
            return EventLog.Offer.FULL;
        }
    }

    /** None when there is no memory for them, say: then the pack is given up, and nothing of it stays behind in the lane. */
    private byte[] bytes(Lane lane) {
        try {
            return compressor == null ? lane.encoder.finish() : lane.encoder.finish(compressor);
        } catch (RuntimeException | Error e) {
            errors.report("a pack could not be finished and is given up", e);
            return NOTHING;
        }
    }

    private void settle(HandBack.Settled pack) {
        unsettled.computeIfPresent(pack.openedAtMs(), (at, packs) -> packs == 1 ? null : packs - 1);
        List<Waiting> waiting = pack.waiting();
        switch (pack.outcome()) {
            case DURABLE -> {
                durable += waiting.size() - pack.kept();
                durableKept += pack.kept();
            }
            case GIVEN_UP, LOST -> {
                lanes[pack.partition()].abandoned += waiting.size();
                abandonedKept += pack.kept();
                if (config.ack() == AckPolicy.ACCEPTED) {
                    tell(waiting, Outcome.LOST);
                }
            }
        }
        if (config.ack() == AckPolicy.DURABLE) {
            tell(waiting, pack.outcome());
        }
    }

    private void tell(List<Waiting> waiting, Outcome outcome) {
        for (Waiting one : waiting) {
            try {
                one.settled(outcome);
            } catch (RuntimeException | Error e) { // a bug of the one who asked; the others are to be told as well
                errors.report("the fate of an event could not be told", e);
            }
        }
    }

    /** What seals an address; none when there is no address, or no key of that day. */
    private @Nullable DayKey key(long receivedAtMs, byte @Nullable [] address) {
        if (address == null) {
            return null;
        }
        DayKey key = keys.ofDay((int) (receivedAtMs / MS_PER_DAY));
        if (key == null) {
            meters.add(CollectorMeter.ADDRESSES_WITHOUT_KEY);
        }
        return key;
    }
}
