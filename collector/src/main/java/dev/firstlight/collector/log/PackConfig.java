package dev.firstlight.collector.log;

import dev.firstlight.runtime.Settings;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * When a pack is closed: at so many events, so many bytes, or after its first event has waited so long.
 *
 * @param ack when the events in it are answered
 * @param compressionLevel of zstd; none: packs stay plain
 */
public record PackConfig(int eventsMax, int bytesMax, Duration linger, AckPolicy ack, OptionalInt compressionLevel) {

    // Beyond, neither time nor size change much for packs of this size.
    private static final int LEVEL_MIN = -10;
    private static final int LEVEL_MAX = 9;

    /** What makes packs smaller. */
    private enum Compression {
        ZSTD,
        NONE
    }

    /** The last event of a pack: 64 KiB of payload, and under 8 KiB of headers, ids and pack header. */
    private static final long LAST_EVENT_BYTES = 72 * 1024;

    /** So that a pack that one more event closes stays within 256 KiB, the plan's bound. */
    static final long BYTES_LIMIT = 256 * 1024 - LAST_EVENT_BYTES;

    /** One that does not compress. */
    public PackConfig(int eventsMax, int bytesMax, Duration linger, AckPolicy ack) {
        this(eventsMax, bytesMax, linger, ack, OptionalInt.empty());
    }

    public static PackConfig from(Settings settings) {
        return new PackConfig(
                settings.integer("pack.events-max", 1, 65_536),
                (int) settings.bytes("pack.bytes-max", 1, BYTES_LIMIT),
                settings.duration("pack.linger", Duration.ZERO, Duration.ofSeconds(1)),
                settings.oneOf("ack", AckPolicy.class),
                compressionLevel(settings));
    }

    private static OptionalInt compressionLevel(Settings settings) {
        int level = settings.integer("pack.compression-level", LEVEL_MIN, LEVEL_MAX);
        return switch (settings.oneOf("pack.compression", Compression.class)) {
            case ZSTD -> OptionalInt.of(level);
            case NONE -> OptionalInt.empty();
        };
    }
}
