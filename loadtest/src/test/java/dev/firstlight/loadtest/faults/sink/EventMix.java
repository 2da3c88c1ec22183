package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What the feed writes, decided by its seed: mostly new events of four pixels, received now, some two hours ago, some longer ago than the sink
 * holds counts for; a few of an identity that there was before; a few records that are no event, or whose row is larger than any record.
 * Threads: one.
 */
final class EventMix {

    /** A property that marks an event whose row is too large: the oracle does not measure rows. */
    static final String TOO_LARGE = "too_large";

    /** Greatest record of the sinks in this suite, instead of 1,000 KiB: a call of a few rows has many records then. */
    static final int RECORD_BYTES_MAX = 1_200;

    private static final long HOUR_MS = 3_600_000;
    private static final int PIXELS = 4;
    private static final int PADDING_MAX = 100;
    private static final List<String> TITLES = List.of(
            "plain",
            "größer 😀",
            "\"quoted\" \\ and \\\\ back",
            "two\nlines\tand a tab",
            "{\"json\":[1]}",
            "'';drop--");

    private final SplittableRandom random;
    private final AvroCodec<Event> codec = new AvroCodec<>(Event.getClassSchema(), new SchemaBook());
    private final List<String> identities = new ArrayList<>();
    private long offset;

    EventMix(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The value of the next record. */
    byte[] next(long nowMs) {
        int kind = random.nextInt(200);
        if (kind == 0) {
            return ("no event " + random.nextLong()).getBytes(StandardCharsets.UTF_8);
        }
        Event.Builder event = event(kind < 8 && !identities.isEmpty(), nowMs);
        event.setProperties(
                kind == 199
                        ? Map.of(TOO_LARGE, "x".repeat(RECORD_BYTES_MAX))
                        : Map.of("pad", "x".repeat(random.nextInt(PADDING_MAX))));
        return codec.encode(event.build());
    }

    private Event.Builder event(boolean isKnown, long nowMs) {
        String identity = isKnown
                ? identities.get(random.nextInt(identities.size()))
                : String.format("%016x%016x", random.nextLong(), random.nextLong());
        identities.add(identity);
        long receivedMs = receivedMs(nowMs);
        offset++;
        return Event.newBuilder()
                .setDedupId(identity)
                .setIdentity("event")
                .setEventId("e" + offset)
                .setType("page_view")
                .setPixelId("pixel-" + random.nextInt(PIXELS))
                .setSite("shop")
                .setReceivedAt(receivedMs)
                .setOccurredAt(receivedMs)
                .setPageTitle(TITLES.get(random.nextInt(TITLES.size())))
                .setTest(random.nextInt(20) == 0)
                .setWarnings(List.of())
                .setRawPartition(random.nextInt(3))
                .setRawOffset(offset)
                .setRawIndex(0);
    }

    /** A sink holds counts of two days. */
    private long receivedMs(long nowMs) {
        int age = random.nextInt(50);
        if (age == 0) {
            return nowMs - 72 * HOUR_MS - random.nextInt(60_000);
        }
        return age < 7 ? nowMs - random.nextInt(2 * (int) HOUR_MS) : nowMs;
    }
}
