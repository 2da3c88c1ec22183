package dev.firstlight.stream.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts by name. There are a handful of names, nearly always the very same objects, so they are looked for in a row instead of being
 * hashed.
 *
 * <p>As bytes: for each name its length in one byte, its ASCII letters, the count in eight bytes big endian. Threads: one. Bounds: the
 * names are ours (refusals and causes of repeats), some forty.
 */
final class Counts {

    private static final int NAMES_AT_FIRST = 4;
    private static final int NAME_BYTES_MAX = 255;

    private String[] names = new String[NAMES_AT_FIRST];
    private long[] values = new long[NAMES_AT_FIRST];
    private int size;

    static Counts of(byte[] bytes) {
        Counts counts = new Counts();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            byte[] name = new byte[in.get() & NAME_BYTES_MAX];
            in.get(name);
            counts.add(new String(name, StandardCharsets.US_ASCII), in.getLong());
        }
        return counts;
    }

    void add(String name, long more) {
        int at = indexOf(name);
        if (at == size) {
            if (size == names.length) {
                names = Arrays.copyOf(names, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            names[size++] = name;
        }
        values[at] += more;
    }

    void addAll(Counts more) {
        for (int i = 0; i < more.size; i++) {
            add(more.names[i], more.values[i]);
        }
    }

    byte[] bytes() {
        int length = 0;
        for (int i = 0; i < size; i++) {
            length += 1 + names[i].length() + Long.BYTES;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        for (int i = 0; i < size; i++) {
            byte[] name = names[i].getBytes(StandardCharsets.US_ASCII);
            out.put((byte) name.length).put(name).putLong(values[i]);
        }
        return out.array();
    }

    Map<String, Long> asMap() {
        Map<String, Long> map = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            map.put(names[i], values[i]);
        }
        return map;
    }

    private int indexOf(String name) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) { // compares the references first
                return i;
            }
        }
        return size;
    }
}
