package dev.firstlight.loadtest.bench.stream.corpus;

import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.PackCompressor;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.Refusal;
import java.util.random.RandomGenerator;

/**
 * Puts events into packs as one loop of a collector does: by partition, sealed, numbered, compressed once. Threads: one, which closes it.
 */
public final class Packs implements AutoCloseable {

    /** Items of a pack, about as 64 KiB hold: where a busy collector closes one ({@code pack.bytes-max}). */
    public static final int ITEMS = 64;

    /** As {@code pack.compression-level} of the collector is by default. */
    private static final int LEVEL = 1;

    private static final int LOOP = 0;

    /** Where finished packs go. */
    @FunctionalInterface
    public interface Out {
        void accept(int partition, byte[] pack);
    }

    private static final class Lane {
        final PackEncoder encoder = new PackEncoder();
        long sequence;
    }

    private final Lane[] lanes;
    private final int items;
    private final PackCompressor compressor;
    private final DayKey key;
    private final RandomGenerator random;
    private final Out out;
    private final long incarnation;
    private final long[] refused = new long[Refusal.values().length];
    private final byte[] address = new byte[DayKey.ADDRESS_BYTES];
    private long accepted;

    /** @param items of each pack; 1 is for who wants a record for each event */
    public Packs(int partitions, int items, DayKey key, RandomGenerator random, Out out) {
        this.lanes = new Lane[partitions];
        for (int i = 0; i < partitions; i++) {
            lanes[i] = new Lane();
        }
        this.items = items;
        this.compressor = new PackCompressor(LEVEL);
        this.key = key;
        this.random = random;
        this.out = out;
        this.incarnation = random.nextLong();
        address[10] = (byte) 0xff; // v4-mapped, RFC 4291 2.5.5.2
        address[11] = (byte) 0xff;
    }

    /** Adds an event; its pack goes when it is full. */
    public void add(EventSlices event) {
        int partition = DedupId.partition(event.dedupIdHi, lanes.length);
        Lane lane = lanes[partition];
        if (lane.encoder.count() == 0) {
            lane.encoder.begin(
                    incarnation, LOOP, partition, lane.sequence, event.receivedAtMs, 0, accepted, 0, refused);
        }
        nextAddress();
        event.hasAddress = true;
        event.keyDay = key.day();
        key.seal(address, incarnation, LOOP, partition, lane.sequence++, event.sealed);
        lane.encoder.append(event);
        accepted++;
        if (lane.encoder.count() == items) {
            close(partition);
        }
    }

    /** Sends what is open. */
    public void flush() {
        for (int partition = 0; partition < lanes.length; partition++) {
            if (lanes[partition].encoder.count() > 0) {
                close(partition);
            }
        }
    }

    @Override
    public void close() {
        compressor.close();
    }

    private void close(int partition) {
        PackEncoder encoder = lanes[partition].encoder;
        out.accept(partition, items == 1 ? encoder.finish() : encoder.finish(compressor));
    }

    /** Nearly all blocks from 11/8 to 98/8 are somebody's, so nearly every address has a country. */
    private void nextAddress() {
        address[12] = (byte) (11 + random.nextInt(88));
        address[13] = (byte) random.nextInt(256);
        address[14] = (byte) random.nextInt(256);
        address[15] = (byte) random.nextInt(256);
    }
}
