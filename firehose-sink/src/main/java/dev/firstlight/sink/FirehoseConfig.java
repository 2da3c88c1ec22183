package dev.firstlight.sink;

import dev.firstlight.runtime.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Which Firehose.
 *
 * @param streams delivery streams with one destination: more than one where the quota of one is too small
 * @param inFlight calls that each stream may have under way
 * @param createStream makes the stream when it is missing; for the local run
 * @param rowForm of the rows; the warehouse must have been told
 */
public record FirehoseConfig(
        AwsConfig aws,
        List<String> streams,
        int inFlight,
        boolean createStream,
        long createStreamSizeBytes,
        Duration createStreamInterval,
        RowForm rowForm,
        Price price) {

    private static final long MIB = 1 << 20;

    /** Quotas of BufferingHints, API reference of Amazon Data Firehose. */
    private static final long SIZE_MAX = 128 * MIB;

    private static final Duration INTERVAL_MAX = Duration.ofMinutes(15);

    private static final int IN_FLIGHT_MAX = 32;

    /**
     * What a call under way takes of memory at most, in bytes of its own, as we reckon: its records, its body with them in base 64 (4/3) in a
     * buffer that grows by doubling (8/3), and a copy of it that is signed and sent (4/3).
     */
    private static final int COPIES = 5;

    static FirehoseConfig from(Settings settings) {
        FirehoseConfig config = new FirehoseConfig(
                AwsConfig.from(settings, "firehose"),
                List.of(settings.text("firehose.stream").trim().split("\\s*,\\s*", -1)),
                settings.integer("firehose.in-flight", 1, IN_FLIGHT_MAX),
                settings.flag("firehose.create-stream"),
                settings.bytes("firehose.create-stream-size", MIB, SIZE_MAX),
                settings.duration("firehose.create-stream-interval", Duration.ZERO, INTERVAL_MAX),
                settings.oneOf("firehose.row-form", RowForm.class),
                Price.from(settings));
        config.check(settings);
        return config;
    }

    /** What all calls under way take of memory, each of at most so many bytes. */
    private long memoryOf(int callBytesMax) {
        return (long) streams.size() * inFlight * COPIES * callBytesMax;
    }

    /** Whether the calls that may be under way leave half of the heap to everything else. */
    void checkMemory(Settings settings, PackLimits pack, long heapBytes) {
        long needed = memoryOf(pack.callBytesMax());
        if (needed > heapBytes / 2) {
            settings.problem(
                    "firehose.in-flight",
                    streams.size() + " streams with " + inFlight + " calls of pack.call-bytes-max each take "
                            + needed / MIB + " MiB of memory, more than half of the " + heapBytes / MIB
                            + " MiB that this JVM may have: fewer of them, or a larger -Xmx");
        }
    }

    private void check(Settings settings) {
        if (!streams.stream().allMatch(stream -> stream.matches("[a-zA-Z0-9_.-]{1,64}"))) {
            settings.problem("firehose.stream", "a stream's name is 1 to 64 of A-Z a-z 0-9 _ . -");
        }
        if (Set.copyOf(streams).size() < streams.size()) {
            settings.problem("firehose.stream", "names a stream twice");
        }
        if (aws.endpoint() == null && createStream) {
            settings.problem("firehose.create-stream", "is for a local endpoint only; set firehose.endpoint");
        }
    }
}
