package dev.firstlight.stream.claim;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the first sighting of an order: its event id, so that a later one with another id can name it.
 *
 * <p>Layout: {@value #VERSION} and the id in UTF-8, at most 65 bytes. Earlier builds wrote eight bytes of time instead, which begin with 0.
 */
final class FirstOrder {

    private static final byte VERSION = 1;

    private FirstOrder() {}

    static byte[] bytes(String eventId) {
        byte[] id = eventId.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[1 + id.length];
        bytes[0] = VERSION;
        System.arraycopy(id, 0, bytes, 1, id.length);
        return bytes;
    }

    /** The first's event id, or none where an earlier build did not keep it. */
    static @Nullable String eventId(byte[] bytes) {
        return bytes.length == 0 || bytes[0] != VERSION
                ? null
                : new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
    }
}
