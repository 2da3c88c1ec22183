package dev.firstlight.schema;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Some bytes of somebody else's array, or none at all; pointed elsewhere for each event, so that events need no arrays of their own.
 *
 * <p>Threads: one. Ownership: the array stays its owner's, who leaves the bytes as they are until they are read.
 */
public final class Slice {

    private static final int ABSENT = -1;
    private static final byte[] NOTHING = {};

    private byte[] array = NOTHING;
    private int from;
    private int length = ABSENT;

    public void set(byte[] newArray, int newFrom, int newLength) {
        array = newArray;
        from = newFrom;
        length = newLength;
    }

    public void set(byte[] all) {
        set(all, 0, all.length);
    }

    /** Nothing is there, which is not the same as no bytes. */
    public void clear() {
        set(NOTHING, 0, ABSENT);
    }

    public boolean isAbsent() {
        return length < 0;
    }

    public byte[] array() {
        return array;
    }

    public int from() {
        return from;
    }

    /** Below 0 when nothing is there. */
    public int length() {
        return length;
    }

    /** The text in UTF-8; for the general path, since it allocates. */
    void setText(@Nullable String text) {
        if (text == null) {
            clear();
        } else {
            set(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What remains of the buffer, which is left as it is. */
    void setBuffer(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            clear();
        } else if (buffer.hasArray()) {
            set(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        } else {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            set(copy);
        }
    }
}
