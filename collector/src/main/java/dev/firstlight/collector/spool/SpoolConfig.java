package dev.firstlight.collector.spool;

import dev.firstlight.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where packs wait while Kafka does not take them, how many, and how they leave again.
 *
 * @param slowAfter how long Kafka may take before a pack goes to the spool as well
 * @param keepFreeBytes what the disk must have left; below, the spool counts as full
 */
public record SpoolConfig(
        Path directory,
        Duration slowAfter,
        long segmentBytes,
        long bytesMax,
        Duration ageMax,
        long keepFreeBytes,
        long queueBytesMax,
        long replayBytesPerSecond,
        Duration drainTimeout) {

    private static final long MIB = 1_048_576;

    /** A segment takes at least a few of the greatest packs, and its offsets stay far below what an int array can hold in tools. */
    private static final long SEGMENT_BYTES_MIN = 4 * MIB;

    public static SpoolConfig from(Settings settings) {
        return new SpoolConfig(
                Path.of(settings.text("spool.directory")),
                settings.duration("spool.slow-after", Duration.ofMillis(50), Duration.ofMinutes(1)),
                settings.bytes("spool.segment-bytes", SEGMENT_BYTES_MIN, 1_024 * MIB),
                settings.bytes("spool.bytes-max", SEGMENT_BYTES_MIN, 1L << 44),
                settings.duration("spool.age-max", Duration.ofMinutes(1), Duration.ofHours(49)),
                settings.bytes("spool.keep-free", 0, 1L << 44),
                settings.bytes("spool.queue-bytes-max", MIB, 8L << 30),
                settings.bytes("spool.replay-bytes-per-second", 64 * 1_024, 1L << 40),
                settings.duration("spool.drain-timeout", Duration.ZERO, Duration.ofMinutes(5)));
    }
}
