package dev.firstlight.schema;

import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes one pack after another: header, then each event as an array block of one item with its byte length, then the end mark.
 * Plain Avro for any reader, appended to without going back.
 *
 * <p>Threads: one. Memory: one array that grows to the greatest pack and is used again; an event of slices is copied once, into it, and
 * nothing is allocated ({@code PackAllocationTest}). {@link #finish()} copies out, since the log keeps the bytes until they are durable.
 */
public final class PackEncoder {

    /** What a pack says about its writer, as of the moment it is opened. */
    public record Header(
            long incarnation,
            int loop,
            int partition,
            long firstSequence,
            long openedAtMs,
            long abandonedTotal,
            long acceptedTotal,
            long declinedTotal,
            Map<String, Long> refusedTotals) {}

    /** Around an item: its count and its length before it, the end mark behind it; a varint each. */
    private static final int AROUND_ITEM_BYTES_MAX = 3 * 10;

    static {
        AvroCodec.Limits.install();
    }

    /** Packs of a few events fit; busy lanes grow theirs once. */
    private static final int BYTES_AT_FIRST = 4_096;

    private static final byte[] SINGLE_OBJECT = singleObject();
    private static final byte[][] REFUSALS = refusals();

    private final AvroBuffer pack = new AvroBuffer(BYTES_AT_FIRST);
    private final EventSlices general = new EventSlices();
    private int count;

    /** Opens the next pack. */
    public void begin(Header header) {
        begin(
                header.incarnation(),
                header.loop(),
                header.partition(),
                header.firstSequence(),
                header.openedAtMs(),
                header.abandonedTotal(),
                header.acceptedTotal(),
                header.declinedTotal());
        putCount(header.refusedTotals().size());
        header.refusedTotals().forEach((name, total) -> putEntry(name.getBytes(StandardCharsets.UTF_8), total));
        pack.putLong(0);
    }

    /**
     * Opens the next pack, without allocating.
     *
     * @param refusedTotals one for each {@link Refusal}, by its ordinal; those above 0 are written
     */
    public void begin(
            long incarnation,
            int loop,
            int partition,
            long firstSequence,
            long openedAtMs,
            long abandonedTotal,
            long acceptedTotal,
            long declinedTotal,
            long[] refusedTotals) {
        begin(incarnation, loop, partition, firstSequence, openedAtMs, abandonedTotal, acceptedTotal, declinedTotal);
        putRefused(refusedTotals);
    }

    /** Adds an event of the general path. */
    public void append(RawEvent event) {
        general.set(event);
        append(general);
        general.clear();
    }

    /** Adds an event; its arrays are the caller's again when this returns. */
    public void append(EventSlices event) {
        int size = EventEncoding.size(event);
        pack.makeRoom(size
                + AROUND_ITEM_BYTES_MAX); // so that an item is there whole or not at all, and the end has its place
        pack.putLong(-1);
        pack.putLong(size);
        EventEncoding.write(event, pack);
        count++;
    }

    /** Items of the open pack; 0 when none is open. */
    public int count() {
        return count;
    }

    /** Bytes since {@link #begin}. */
    public int size() {
        return pack.size();
    }

    /** Ends the pack and answers its bytes, the caller's own. */
    public byte[] finish() {
        count = 0; // whatever fails, nothing of it stays behind
        pack.putLong(0);
        return pack.copy();
    }

    /** As {@link #finish()}, smaller where that is possible. */
    public byte[] finish(PackCompressor compressor) {
        count = 0; // whatever fails, nothing of it stays behind
        pack.putLong(0);
        return pack.compressed(compressor);
    }

    private void begin(
            long incarnation,
            int loop,
            int partition,
            long firstSequence,
            long openedAtMs,
            long abandonedTotal,
            long acceptedTotal,
            long declinedTotal) {
        count = 0;
        pack.clear();
        pack.putFixed(SINGLE_OBJECT, 0, SINGLE_OBJECT.length);
        pack.putLong(incarnation);
        pack.putLong(loop);
        pack.putLong(partition);
        pack.putLong(firstSequence);
        pack.putLong(openedAtMs);
        pack.putLong(abandonedTotal);
        pack.putLong(acceptedTotal);
        pack.putLong(declinedTotal);
    }

    private void putRefused(long[] totals) {
        int aboveZero = 0;
        for (long total : totals) {
            aboveZero += total > 0 ? 1 : 0;
        }
        putCount(aboveZero);
        for (int i = 0; i < totals.length; i++) {
            if (totals[i] > 0) {
                putEntry(REFUSALS[i], totals[i]);
            }
        }
        pack.putLong(0);
    }

    /** A map is one block of all its entries behind their number, and the end mark; an empty one is the end mark alone. */
    private void putCount(int entries) {
        if (entries > 0) {
            pack.putLong(entries);
        }
    }

    private void putEntry(byte[] name, long total) {
        pack.putBytes(name, 0, name.length);
        pack.putLong(total);
    }

    private static byte[] singleObject() {
        ByteArrayOutputStream header = new ByteArrayOutputStream(AvroCodec.HEADER_BYTES);
        AvroCodec.writeHeader(header, AvroCodec.fingerprint(RawPack.getClassSchema()));
        return header.toByteArray();
    }

    private static byte[][] refusals() {
        Refusal[] all = Refusal.values();
        byte[][] names = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            names[i] = all[i].wireName().getBytes(StandardCharsets.US_ASCII);
        }
        return names;
    }
}
