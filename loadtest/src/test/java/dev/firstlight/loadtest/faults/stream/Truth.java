package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What must come out for a raw log: a pure function of its records, in the order of each partition. The first sighting of an identity is an event,
 * the others are counted by cause; what is refused takes no identity.
 *
 * <p>It knows no window: a run is minutes long, and the shortest window two days. Threads: one.
 */
final class Truth {

    /** Packs of one collector's loop in one partition. */
    private record Lane(long incarnation, int loop, int partition) {}

    private static final long MS_PER_MINUTE = 60_000;

    private final Promises promises;
    private final PackReader packs = new PackReader(new SchemaBook());
    private final Outcome outcome = new Outcome();
    /** Identity → the event id that took it. */
    private final Map<String, String> taken = new HashMap<>();
    /** The numbers of the items read so far. */
    private final Map<Lane, Set<Long>> numbers = new HashMap<>();

    private Truth(Promises promises) {
        this.promises = promises;
    }

    /** @param records of all partitions, each partition's in the order of their offsets */
    static Outcome of(List<ConsumerRecord<byte[], byte[]>> records, Promises promises) {
        Truth truth = new Truth(promises);
        records.forEach(truth::read);
        return truth.outcome;
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        Place whole = new Place(record.partition(), record.offset(), Place.RECORD);
        Cell nobody = new Cell(record.partition(), "", Math.floorDiv(record.timestamp(), MS_PER_MINUTE));
        PackReader.Pack pack;
        try {
            pack = packs.read(Objects.requireNonNullElse(record.value(), new byte[0]));
        } catch (UnreadableException e) {
            outcome.count(nobody, "unreadable_record", 1);
            outcome.reject(whole, e.refusal().wireName());
            return;
        }
        RawPack header = pack.header();
        Set<Long> seen = numbers.computeIfAbsent(
                new Lane(header.getIncarnation(), header.getLoop(), header.getPartition()), key -> new HashSet<>());
        for (PackReader.Item item : pack.items()) {
            boolean isNew = seen.add(header.getFirstSequence() + item.index());
            boolean isTold = !isNew && promises.replaysAreTold();
            take(item, new Place(record.partition(), record.offset(), item.index()), nobody, isTold);
        }
    }

    private void take(PackReader.Item item, Place place, Cell nobody, boolean isReplayed) {
        Reading reading = Reading.of(item);
        RawEvent raw = item.event();
        Cell cell = raw == null || reading.fate() == Reading.Fate.UNREADABLE
                ? nobody
                : new Cell(place.partition(), raw.getPixelId(), Math.floorDiv(raw.getReceivedAt(), MS_PER_MINUTE));
        if (reading.fate() == Reading.Fate.REFUSED_AT_EDGE) {
            outcome.count(cell, isReplayed ? "refused_at_edge_replayed" : "refused_at_edge", 1);
            if (!isReplayed) {
                outcome.reject(place, reading.reason());
            }
            return;
        }
        outcome.count(cell, "accepted", 1);
        if (isReplayed) {
            outcome.count(cell, "repeated.replayed_pack", 1);
        } else if (reading.fate() == Reading.Fate.GOOD && raw != null) {
            claim(raw, place, cell);
        } else {
            outcome.count(cell, "refused." + reading.reason(), 1);
            outcome.reject(place, reading.reason());
        }
    }

    private void claim(RawEvent raw, Place place, Cell cell) {
        String identity = DedupId.of(raw.getDedupId().bytes()).hex();
        String first = taken.putIfAbsent(identity, raw.getEventId());
        if (first == null) {
            outcome.count(cell, "unique", 1);
            outcome.event(identity, place);
            return;
        }
        boolean isOrder = raw.getIdentity() == IdentityKind.ORDER;
        boolean isOtherEvent = !first.equals(raw.getEventId());
        boolean isByOrder = promises.repeatedOrdersAreKept() ? isOrder && isOtherEvent : isOrder;
        outcome.count(cell, isByOrder ? "repeated.order_id" : "repeated.event_id", 1);
        if (isByOrder && promises.repeatedOrdersAreKept()) {
            outcome.reject(place, "repeat_order");
        }
    }
}
