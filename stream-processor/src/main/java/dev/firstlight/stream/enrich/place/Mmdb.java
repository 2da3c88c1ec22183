package dev.firstlight.stream.enrich.place;

import dev.firstlight.stream.enrich.place.MmdbData.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A file in MaxMind DB format, in memory whole: a binary tree over the bits of addresses, whose leaves point into the data.
 *
 * <p>An own reader, since the usual one wants an {@code InetAddress} of the address, which nobody can wipe, and makes maps of strings at each
 * look-up; {@code MmdbTest} holds it against that one over random addresses. Immutable; any thread. Failure: what is no such file is told
 * when it is read, all of the tree is looked at then; damage in the data is told when it is met.
 */
final class Mmdb {

    /** Larger than the largest that is sold, smaller than the largest array. */
    private static final int BYTES_MAX = 1 << 30;

    private static final byte[] MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);

    /** Zeros between tree and data. */
    private static final int GAP = 16;

    private static final int V4_BITS = 32;
    private static final int BITS = 128;

    private final byte[] bytes;
    private final int nodes;
    private final int recordBits;
    private final int treeBytes;
    private final boolean hasV6;
    private final long builtAtSeconds;
    private final MmdbData data;
    private final int v4Start;

    private Mmdb(byte[] bytes) throws IOException {
        this.bytes = bytes;
        int metadataAt = lastMarker(bytes) + MARKER.length;
        MmdbData metadata = new MmdbData(bytes, metadataAt, bytes.length);
        metadata.checkWhole(metadataAt);
        nodes = (int) number(metadata, metadataAt, "node_count", 1, Integer.MAX_VALUE);
        recordBits = (int) number(metadata, metadataAt, "record_size", 24, 32);
        hasV6 = number(metadata, metadataAt, "ip_version", 4, 6) == 6;
        builtAtSeconds = number(metadata, metadataAt, "build_epoch", 0, Long.MAX_VALUE);
        number(metadata, metadataAt, "binary_format_major_version", 2, 2);
        long tree = (long) nodes * recordBits / 4; // two records a node
        int dataEnd = metadataAt - MARKER.length;
        if (recordBits % 4 != 0 || tree + GAP > dataEnd) {
            throw new IOException("its tree does not fit in it");
        }
        treeBytes = (int) tree;
        data = new MmdbData(bytes, treeBytes + GAP, dataEnd);
        checkTree(dataEnd - treeBytes - GAP);
        v4Start = hasV6 ? descend(0, new byte[BITS / Byte.SIZE], 0, BITS - V4_BITS) : 0;
    }

    /** @throws IOException when it cannot be read or is no such file */
    static Mmdb read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(BYTES_MAX);
        if (in.read() >= 0) {
            throw new IOException("it is larger than " + BYTES_MAX + " bytes");
        }
        try {
            return new Mmdb(bytes);
        } catch (DamagedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** When the file was built, epoch seconds. */
    long builtAtSeconds() {
        return builtAtSeconds;
    }

    MmdbData data() {
        return data;
    }

    /** Where the data of an address in its 16-byte form begins, or {@link MmdbData#NONE}. Makes no object. */
    int find(byte[] address) {
        boolean isV4 = isV4(address);
        if (!isV4 && !hasV6) {
            return MmdbData.NONE;
        }
        int record = isV4 ? descend(v4Start, address, BITS - V4_BITS, BITS) : descend(0, address, 0, BITS);
        return record <= nodes ? MmdbData.NONE : treeBytes + record - nodes;
    }

    /** The record that the bits lead to: a node while they end before a leaf, {@code nodes} for no data, above it data. */
    private int descend(int start, byte[] address, int fromBit, int toBit) {
        int record = start;
        for (int bit = fromBit; bit < toBit && record < nodes; bit++) {
            int side = address[bit >>> 3] >>> (7 - (bit & 7)) & 1;
            record = record(record, side);
        }
        return record;
    }

    private int record(int node, int side) {
        return switch (recordBits) {
            case 24 -> bytes3(node * 6 + side * 3);
            case 28 -> {
                int at = node * 7;
                int middle = bytes[at + 3] & 0xff;
                yield side == 0 ? (middle >>> 4) << 24 | bytes3(at) : (middle & 0xf) << 24 | bytes3(at + 4);
            }
            default -> {
                int at = node * 8 + side * 4;
                yield (bytes[at] & 0xff) << 24 | bytes3(at + 1);
            }
        };
    }

    private int bytes3(int at) {
        return (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
    }

    /** Whether each record is a node, nothing, or a place within the data: then no address can lead out of the file. */
    private void checkTree(int dataBytes) throws IOException {
        for (int node = 0; node < nodes; node++) {
            for (int side = 0; side <= 1; side++) {
                long record = Integer.toUnsignedLong(record(node, side));
                long place = record - nodes - GAP;
                if (record > nodes && (place < 0 || place >= dataBytes)) {
                    throw new IOException("a record of its tree leads out of it");
                }
            }
        }
    }

    private static boolean isV4(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }

    private static long number(MmdbData metadata, int map, String key, long min, long max) throws IOException {
        long number = metadata.number(metadata.field(map, key));
        if (number < min || number > max) {
            throw new IOException("its " + key + " is " + number);
        }
        return number;
    }

    private static int lastMarker(byte[] bytes) throws IOException {
        for (int at = bytes.length - MARKER.length; at >= 0; at--) {
            if (bytes[at] == MARKER[0] && Arrays.equals(bytes, at, at + MARKER.length, MARKER, 0, MARKER.length)) {
                return at;
            }
        }
        throw new IOException("it is no MaxMind DB file");
    }
}
