package dev.firstlight.stream.decode;

import dev.firstlight.schema.PackCompressor;
import dev.firstlight.schema.UnreadableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which writers' schemas had packs refused because nobody knew them, and when last: whose numbers those packs had, only their schema could have
 * told.
 *
 * <p>Why: once the schema is known, the packs that are read leave a gap where the refused ones were. These are counted as refused, and their
 * bytes are kept; calling the gap a loss would count them twice and sound the alarm for what is not lost. All packs of a collector's process are
 * written with one schema, so a gap can be theirs only if the pack behind it has theirs. For {@link #REMEMBERED} it is taken to be: a loss
 * beside them is not told apart, for the versions and the days that have had that trouble anyway.
 *
 * <p>Threads: the task's. Bounds: {@value #SCHEMAS_MAX} schemas in one entry of the store, the one refused longest ago goes first.
 */
final class UnreadPacks {

    /** A collector's loop may have nothing for this partition for days: only then does its next pack show the gap. */
    static final Duration REMEMBERED = Duration.ofDays(7);

    /** Versions at work at the same time are two or three; more are bytes that only look like a pack. */
    static final int SCHEMAS_MAX = 64;

    /** Before those of the packs that wait, whose store it shares. */
    private static final Bytes KEY = Bytes.wrap(new byte[] {'f'});

    private static final int ENTRY_BYTES = 2 * Long.BYTES;

    /** In single-object encoding behind two marker bytes, little endian. */
    private static final int FINGERPRINT_AT = 2;

    private final KeyValueStore<Bytes, byte[]> store;

    UnreadPacks(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Takes note that this record was refused for its unknown schema. */
    void refused(byte[] record, long nowMs) {
        fingerprint(record).ifPresent(fingerprint -> {
            Map<Long, Long> last = read();
            last.merge(fingerprint, nowMs, Math::max);
            if (last.size() > SCHEMAS_MAX) {
                last.entrySet().stream()
                        .min(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .ifPresent(last::remove);
            }
            write(last);
        });
    }

    /** Whether packs of the schema that this record was written with were refused lately. */
    boolean hadSchemaOf(byte[] record, long nowMs) {
        OptionalLong fingerprint = fingerprint(record);
        Long last = fingerprint.isPresent() ? read().get(fingerprint.getAsLong()) : null;
        return last != null && last >= nowMs - REMEMBERED.toMillis();
    }

    private static OptionalLong fingerprint(byte[] record) {
        try {
            ByteBuffer plain = ByteBuffer.wrap(PackCompressor.plain(record)).order(ByteOrder.LITTLE_ENDIAN);
            return plain.limit() < FINGERPRINT_AT + Long.BYTES
                    ? OptionalLong.empty()
                    : OptionalLong.of(plain.getLong(FINGERPRINT_AT));
        } catch (UnreadableException e) {
            return OptionalLong.empty();
        }
    }

    private Map<Long, Long> read() {
        Map<Long, Long> last = new HashMap<>();
        byte[] known = store.get(KEY);
        if (known != null) {
            ByteBuffer in = ByteBuffer.wrap(known);
            while (in.hasRemaining()) {
                last.put(in.getLong(), in.getLong());
            }
        }
        return last;
    }

    private void write(Map<Long, Long> last) {
        ByteBuffer out = ByteBuffer.allocate(last.size() * ENTRY_BYTES);
        last.forEach((fingerprint, atMs) -> out.putLong(fingerprint).putLong(atMs));
        store.put(KEY, out.array());
    }
}
