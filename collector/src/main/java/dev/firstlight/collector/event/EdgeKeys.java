package dev.firstlight.collector.event;

import dev.firstlight.schema.WireField;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The few fields that the edge reads itself, by the letters of their query keys in one long: found without a String. Names come from
 * {@link WireField}. Threads: any.
 */
final class EdgeKeys {

    /** The fields that decide what a hit is; all others travel unread. */
    static final WireField[] FIELDS = {
        WireField.TYPE, WireField.ID, WireField.GOAL, WireField.ORDER_ID, WireField.CONSENT, WireField.GPC
    };

    /** As many as a long holds; a name that does not fit fails when this class is loaded. */
    static final int LETTERS_MAX = 8;

    /** A third full with the eleven names of today. */
    private static final int SLOT_BITS = 5;

    private static final int SLOTS = 1 << SLOT_BITS;

    /** 2^64 over the golden ratio: spreads what differs in few bits (Knuth, volume 3, 6.4). */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private static final long[] LETTERS = new long[SLOTS];
    private static final @Nullable WireField[] FOUND = new @Nullable WireField[SLOTS];

    static {
        for (WireField field : FIELDS) {
            Set<String> names = new HashSet<>(field.aliases());
            names.add(field.key());
            names.add(field.longName());
            names.forEach(name -> add(letters(name), field));
        }
    }

    private EdgeKeys() {}

    /** The field of a key, or none. Letters are one behind the other from the highest; none is 0. */
    static @Nullable WireField of(long letters) {
        int slot = slot(letters);
        while (LETTERS[slot] != letters && FOUND[slot] != null) {
            slot = slot + 1 & SLOTS - 1;
        }
        return FOUND[slot];
    }

    private static void add(long letters, WireField field) {
        int slot = slot(letters);
        while (FOUND[slot] != null) {
            slot = slot + 1 & SLOTS - 1;
        }
        LETTERS[slot] = letters;
        FOUND[slot] = field;
    }

    private static int slot(long letters) {
        return (int) (letters * SPREAD >>> Long.SIZE - SLOT_BITS);
    }

    private static long letters(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > LETTERS_MAX) {
            throw new IllegalStateException("the key " + name + " has more than " + LETTERS_MAX + " letters");
        }
        long letters = 0;
        for (byte letter : bytes) {
            letters = letters << Byte.SIZE | letter;
        }
        return letters;
    }
}
