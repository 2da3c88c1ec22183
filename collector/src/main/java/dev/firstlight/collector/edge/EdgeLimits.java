package dev.firstlight.collector.edge;

import dev.firstlight.runtime.Settings;
import java.time.Duration;

/**
 * What a connection may cost: how long it may take over a request, how many there may be, how much may be unanswered. Each has a counter.
 *
 * @param headerDeadline from the first byte of a request (of a connection's first: from its acceptance) to the end of its headers
 * @param bodyDeadline from the end of the headers to the end of the body
 * @param connectionsPerPrefixMax of one IPv4 address or one IPv6 /64; 0 is no limit
 * @param outstandingMax unanswered requests of all connections
 * @param bodiesBytesMax bytes of all bodies that are not complete
 * @param framingBytesMax chunk sizes, extensions and trailers of one body, beyond 8 bytes for each byte of it
 */
public record EdgeLimits(
        Duration headerDeadline,
        Duration bodyDeadline,
        int connectionsMax,
        int connectionsPerPrefixMax,
        int outstandingMax,
        int outstandingPerConnectionMax,
        long bodiesBytesMax,
        int framingBytesMax) {

    private static final Duration DEADLINE_MIN = Duration.ofMillis(50);
    private static final Duration DEADLINE_MAX = Duration.ofMinutes(10);
    private static final int MANY = 10_000_000;

    static EdgeLimits from(Settings settings) {
        return new EdgeLimits(
                settings.duration("http.header-deadline", DEADLINE_MIN, DEADLINE_MAX),
                settings.duration("http.body-deadline", DEADLINE_MIN, DEADLINE_MAX),
                settings.integer("http.connections-max", 1, MANY),
                settings.integer("http.connections-per-prefix-max", 0, MANY),
                settings.integer("http.outstanding-max", 1, MANY),
                settings.integer("http.outstanding-per-connection-max", 2, 4_096),
                settings.bytes("http.bodies-bytes-max", 65_536, 64L << 30),
                (int) settings.bytes("http.framing-bytes-max", 256, 1_048_576));
    }
}
