package dev.firstlight.standalone.warehouse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Bytes with something wrong with them, mostly. */
final class Mutation {

    /** What means something to JSON, to UTF-8 or to numbers. */
    private static final byte[] INTERESTING =
            "\"\\[]{},:0123456789abcdefu+-.eE tfn/\t\u0001\u00e9\u20ac".getBytes(StandardCharsets.UTF_8);

    private Mutation() {}

    /** One byte more, one fewer or one other; no newline. */
    static byte[] of(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        byte other = random.nextInt(8) == 0
                ? (byte) (random.nextInt(255) + '\n' + 1)
                : INTERESTING[random.nextInt(INTERESTING.length)];
        int kept = random.nextInt(3); // of the byte that stands there: followed by the other, replaced, left out
        byte[] mutated = new byte[bytes.length + 1];
        int length = at;
        System.arraycopy(bytes, 0, mutated, 0, at);
        if (kept == 0) {
            mutated[length++] = bytes[at];
        }
        if (kept < 2) {
            mutated[length++] = other;
        }
        System.arraycopy(bytes, at + 1, mutated, length, bytes.length - at - 1);
        return Arrays.copyOf(mutated, length + bytes.length - at - 1);
    }
}
