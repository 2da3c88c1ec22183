package dev.firstlight.stream.enrich.place;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The data section of a MaxMind DB file, version 2.0 of its format (https://maxmind.github.io/MaxMind-DB/): values one after another, each
 * behind a control byte of its type and size. Reads the few values that are asked for and skips the rest; makes no maps.
 *
 * <p>Immutable; any thread. Failure: {@link DamagedException} for what no such file holds, whatever the bytes are.
 */
final class MmdbData {

    /** Not there. */
    static final int NONE = -1;

    /** Values in values; the public files have four. */
    private static final int DEPTH_MAX = 32;

    private static final int POINTER = 1;
    private static final int TEXT = 2;
    private static final int UINT16 = 5;
    private static final int UINT32 = 6;
    private static final int MAP = 7;
    private static final int UINT64 = 9;
    private static final int ARRAY = 11;
    private static final int END = 13;
    private static final int FLAG = 14;

    /** From this on a size needs more bytes: 29 + one, 285 + two, 65,821 + three. */
    private static final int LONG_SIZES = 29;

    private static final int[] SIZE_BASES = {29, 285, 65_821};

    /** A pointer of 1, 2 or 3 bytes behind its control byte begins where the shorter one ends. */
    private static final int[] POINTER_BASES = {0, 2_048, 526_336, 0};

    /** The bytes are not what the format says. */
    static final class DamagedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DamagedException(String what) {
            super("no MaxMind DB file, or a damaged one: " + what);
        }
    }

    /** A control byte read: what begins at {@code at}. */
    private record Head(int type, int size, int at) {}

    private final byte[] bytes;
    private final int base;
    private final int end;

    /** The section from {@code base} to {@code end}; pointers count from its base. */
    MmdbData(byte[] bytes, int base, int end) {
        this.bytes = bytes;
        this.base = base;
        this.end = end;
    }

    /** Where the value of a key of the map at {@code map} stands, or {@link #NONE}; also when there is no map. */
    int field(int map, String key) {
        Head head = map == NONE ? null : value(map);
        if (head == null || head.type != MAP) {
            return NONE;
        }
        int at = head.at;
        for (int i = 0; i < head.size; i++) {
            boolean isKey = key.equals(text(at));
            at = after(at, 0);
            if (isKey) {
                return at;
            }
            at = after(at, 0);
        }
        return NONE;
    }

    /** Where the first element of the array at {@code array} stands, or {@link #NONE}. */
    int first(int array) {
        Head head = array == NONE ? null : value(array);
        return head == null || head.type != ARRAY || head.size == 0 ? NONE : head.at;
    }

    /** The text at {@code at}, or none when it is no text. */
    @Nullable
    String text(int at) {
        Head head = at == NONE ? null : value(at);
        if (head == null || head.type != TEXT) {
            return null;
        }
        checkWithin(head.at, head.size);
        return new String(bytes, head.at, head.size, StandardCharsets.UTF_8);
    }

    /** The whole number at {@code at}, or {@link #NONE} when it is none. */
    long number(int at) {
        Head head = at == NONE ? null : value(at);
        if (head == null || head.size > Long.BYTES) {
            return NONE;
        }
        boolean isNumber = head.type == UINT16 || head.type == UINT32 || head.type == UINT64;
        return isNumber ? unsigned(head.at, head.size) : NONE;
    }

    /** Whether the value at {@code at} ends before the section does; a file that is cut short is told by its end. */
    void checkWhole(int at) {
        if (after(at, 0) > end) {
            throw new DamagedException("it ends too early");
        }
    }

    /** The value at {@code at}, behind its pointer if it is one; a pointer to a pointer is not allowed. */
    private Head value(int at) {
        Head head = head(at);
        Head value = head.type == POINTER ? head(head.size) : head;
        if (value.type == POINTER) {
            throw new DamagedException("a pointer to a pointer");
        }
        return value;
    }

    /** What follows the value at {@code at}. */
    private int after(int at, int depth) {
        if (depth > DEPTH_MAX) {
            throw new DamagedException("values too deep in one another");
        }
        Head head = head(at);
        int values =
                switch (head.type) {
                    case MAP -> 2 * head.size;
                    case ARRAY -> head.size;
                    default -> 0;
                };
        if (head.type == MAP || head.type == ARRAY) {
            int next = head.at;
            for (int i = 0; i < values; i++) {
                next = after(next, depth + 1);
            }
            return next;
        }
        boolean isBare = head.type == POINTER || head.type == FLAG || head.type == END;
        return isBare ? head.at : head.at + head.size;
    }

    /** For a pointer {@code size} is where it points. */
    private Head head(int at) {
        checkWithin(at, 1);
        int control = bytes[at] & 0xff;
        int type = control >>> 5;
        int next = at + 1;
        if (type == POINTER) {
            return pointer(control, next);
        }
        if (type == 0) {
            type = 7 + (int) unsigned(next++, 1);
        }
        int size = control & 0x1f;
        if (size >= LONG_SIZES) {
            int more = size - LONG_SIZES + 1;
            size = SIZE_BASES[more - 1] + (int) unsigned(next, more);
            next += more;
        }
        return new Head(type, size, next);
    }

    private Head pointer(int control, int next) {
        int more = (control >>> 3 & 3) + 1;
        long high = more == Integer.BYTES ? 0 : (long) (control & 7) << (Byte.SIZE * more);
        long target = base + (high | unsigned(next, more)) + POINTER_BASES[more - 1];
        if (target >= end) {
            throw new DamagedException("a pointer past the end");
        }
        return new Head(POINTER, (int) target, next + more);
    }

    private long unsigned(int at, int count) {
        checkWithin(at, count);
        long number = 0;
        for (int i = at; i < at + count; i++) {
            number = number << Byte.SIZE | bytes[i] & 0xff;
        }
        return number;
    }

    private void checkWithin(int at, int count) {
        if (at < base || count > end - at) {
            throw new DamagedException("a value past the end");
        }
    }
}
