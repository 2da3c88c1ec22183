package dev.firstlight.loadtest.gatling;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What {@code loadtest/gatling} was asked for, from system properties.
 *
 * @param host of the collector; loopback unless said otherwise
 * @param hitsPerSecond mean over the day, or outside the spike
 * @param seed of the visits
 */
record Load(URI host, double hitsPerSecond, double hitsPerVisit, int seconds, long seed) {

    static Load asked() {
        URI host = URI.create(System.getProperty("firstlight.host", "http://127.0.0.1:8080"));
        if (host.getScheme() == null || host.getHost() == null) {
            throw new IllegalArgumentException("firstlight.host must be like http://127.0.0.1:8080, and is " + host);
        }
        return new Load(
                host,
                number("firstlight.rate", 50, 100_000),
                Traffic.hitsPerVisit(),
                number("firstlight.seconds", 60, 86_400),
                Long.getLong("firstlight.seed", InstantSource.system().millis()));
    }

    /** Visits a second that make {@code factor} times the hits asked for. */
    double visitsPerSecond(double factor) {
        return factor * hitsPerSecond / hitsPerVisit;
    }

    /** A part of the time, in whole seconds and at least one: Gatling's ramps know no less. */
    Duration share(double of) {
        return Duration.ofSeconds(Math.max(1, Math.round(seconds * of)));
    }

    /** When it ends at the latest: visits that began in the last second may still be under way. */
    Duration bound() {
        return Duration.ofSeconds(seconds + 30L);
    }

    private static int number(String property, int otherwise, int max) {
        int number = Integer.getInteger(property, otherwise);
        if (number < 1 || number > max) {
            throw new IllegalArgumentException(property + " must be from 1 to " + max + ", and is " + number);
        }
        return number;
    }
}
