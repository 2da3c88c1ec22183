package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.PackCompressor;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Items → records of the raw log, as collectors write them: numbered by loop and partition, some compressed; with what happens on the way: packs that
 * come late or twice, gaps, a collector's new life, an item that does not decode, records that are no packs. By the seed. Threads: one. Bounds:
 * {@value #SENT_MAX} packs are kept for sending again.
 */
final class Packing implements AutoCloseable {

    /** A record for a partition of the raw log. */
    record Packed(int partition, byte @Nullable [] value) {}

    private static final class Lane {
        private final int loop;
        private final int partition;
        private final List<RawEvent> items = new ArrayList<>();
        private long incarnation;
        private long next;
        private long abandoned;
        private int wanted = 1;

        Lane(int loop, int partition) {
            this.loop = loop;
            this.partition = partition;
        }
    }

    /** A pack that comes after so many others. */
    private record Late(Packed pack, long due) {}

    private static final int LOOPS = 2;
    private static final int ITEMS_MAX = 12;
    private static final int LATE_MAX = 20;
    private static final int SENT_MAX = 500;

    private final Random random;
    private final Consumer<Packed> log;
    private final PackEncoder encoder = new PackEncoder();
    private final PackCompressor compressor = new PackCompressor(1);
    private final Lane[][] lanes;
    private final List<Late> late = new ArrayList<>();
    private final List<Packed> sent = new ArrayList<>();
    private long closed;

    Packing(long seed, int partitions, Consumer<Packed> log) {
        random = new Random(seed);
        this.log = log;
        lanes = new Lane[LOOPS][partitions];
        for (int loop = 0; loop < LOOPS; loop++) {
            for (int partition = 0; partition < partitions; partition++) {
                lanes[loop][partition] = new Lane(loop, partition);
                lanes[loop][partition].incarnation = random.nextLong();
            }
        }
    }

    void add(RawEvent item, long nowMs) {
        Lane[] loop = lanes[random.nextInt(LOOPS)];
        Lane lane = loop[DedupId.of(item.getDedupId().bytes()).partition(loop.length)];
        lane.items.add(item);
        if (lane.items.size() >= lane.wanted) {
            close(lane, nowMs);
        }
    }

    /** Everything that still waits. */
    void flush(long nowMs) {
        for (Lane[] loop : lanes) {
            for (Lane lane : loop) {
                if (!lane.items.isEmpty()) {
                    close(lane, nowMs);
                }
            }
        }
        late.forEach(one -> send(one.pack()));
        late.clear();
    }

    @Override
    public void close() {
        compressor.close();
    }

    private void close(Lane lane, long nowMs) {
        incident(lane);
        Packed pack = new Packed(lane.partition, encode(lane, nowMs));
        lane.next += lane.items.size();
        lane.items.clear();
        lane.wanted = 1 + random.nextInt(ITEMS_MAX);
        closed++;
        if (random.nextInt(40) == 0) {
            late.add(new Late(pack, closed + 1 + random.nextInt(LATE_MAX)));
        } else {
            send(pack);
        }
        if (random.nextInt(25) == 0 && !sent.isEmpty()) {
            log.accept(sent.get(random.nextInt(sent.size())));
        }
        if (random.nextInt(60) == 0) {
            log.accept(new Packed(lane.partition, poison()));
        }
        sendLate();
    }

    /** What a collector's numbers may do: begin anew with its next life, or leave out packs it gave up or that were lost. */
    private void incident(Lane lane) {
        int die = random.nextInt(200);
        if (die == 0) {
            lane.incarnation = random.nextLong();
            lane.next = 0;
            lane.abandoned = 0;
        } else if (die < 6) {
            int gap = 1 + random.nextInt(5);
            lane.next += gap;
            lane.abandoned += random.nextBoolean() ? gap : 0;
        }
    }

    private byte[] encode(Lane lane, long nowMs) {
        encoder.begin(new PackEncoder.Header(
                lane.incarnation, lane.loop, lane.partition, lane.next, nowMs, lane.abandoned, lane.next, 0, Map.of()));
        lane.items.forEach(encoder::append);
        if (random.nextBoolean()) {
            return encoder.finish(compressor);
        }
        byte[] pack = encoder.finish();
        int at = new String(pack, StandardCharsets.ISO_8859_1).indexOf(Mix.DAMAGED_PIXEL);
        if (at > 0) {
            pack[at - 1] = 0x7f; // its length: -64, which no text has
        }
        return pack;
    }

    private byte @Nullable [] poison() {
        byte[] some = new byte[1 + random.nextInt(300)];
        random.nextBytes(some);
        some[0] = 'x'; // not the beginning of a pack by chance
        byte @Nullable [] pack =
                sent.isEmpty() ? null : sent.get(random.nextInt(sent.size())).value();
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> pack == null ? some : Arrays.copyOf(pack, pack.length - 1 - random.nextInt(pack.length / 2));
            default -> some;
        };
    }

    private void sendLate() {
        for (int i = late.size() - 1; i >= 0; i--) {
            if (late.get(i).due() <= closed) {
                send(late.remove(i).pack());
            }
        }
    }

    private void send(Packed pack) {
        if (sent.size() < SENT_MAX) {
            sent.add(pack);
        } else {
            sent.set(random.nextInt(SENT_MAX), pack);
        }
        log.accept(pack);
    }
}
