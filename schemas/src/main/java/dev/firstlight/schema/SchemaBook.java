package dev.firstlight.schema;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Writer schemas by fingerprint: those of this program, and on demand those that others published in {@code firstlight.schemas}.
 *
 * <p>Threads: any. An unknown fingerprint asks {@link Source} at most once every {@link #ASK_AGAIN} (or as the maker says), so a flood
 * of strange records cannot turn into a flood of reads; in between they are refused as unknown. What the source throws goes to the caller.
 */
public final class SchemaBook {

    /** For a source that blocks. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    /** Where further schemas come from. */
    @FunctionalInterface
    public interface Source {
        /** All schemas published so far, as JSON by fingerprint. May block for seconds. */
        Map<Long, String> published();
    }

    private final Map<Long, Schema> schemas = new ConcurrentHashMap<>();
    private final @Nullable Source source;
    private final InstantSource clock;
    private final long askAgainMs;
    private long askedMs = Long.MIN_VALUE / 2;

    /** A book of this program's own schemas only. */
    public SchemaBook() {
        this(null, InstantSource.system());
    }

    public SchemaBook(@Nullable Source source, InstantSource clock) {
        this(source, clock, ASK_AGAIN);
    }

    /** A book that asks again after {@code askAgain}. */
    public SchemaBook(@Nullable Source source, InstantSource clock, Duration askAgain) {
        this.source = source;
        this.clock = clock;
        this.askAgainMs = askAgain.toMillis();
    }

    void add(Schema schema) {
        schemas.put(AvroCodec.fingerprint(schema), schema);
    }

    Schema find(long fingerprint) throws UnreadableException {
        Schema known = schemas.get(fingerprint);
        if (known == null) {
            ask();
            known = schemas.get(fingerprint);
        }
        if (known == null) {
            throw new UnreadableException(Refusal.SCHEMA_UNKNOWN, "fingerprint " + Long.toHexString(fingerprint));
        }
        return known;
    }

    private synchronized void ask() {
        long nowMs = clock.millis();
        long sinceMs = nowMs - askedMs;
        boolean isTooSoon = sinceMs >= 0 && sinceMs < askAgainMs; // a clock that was set back is no reason to wait
        if (source == null || isTooSoon) {
            return;
        }
        Map<Long, String> published = source.published();
        askedMs = nowMs; // only now: what could not be asked is asked again at once
        published.forEach((fingerprint, json) -> {
            if (schemas.containsKey(fingerprint)) {
                return;
            }
            try {
                Schema schema = new Schema.Parser().parse(json);
                if (AvroCodec.fingerprint(schema) == fingerprint) {
                    schemas.putIfAbsent(fingerprint, schema);
                }
            } catch (AvroRuntimeException e) {
                return; // no schema: nobody can have written with it
            }
        });
    }
}
