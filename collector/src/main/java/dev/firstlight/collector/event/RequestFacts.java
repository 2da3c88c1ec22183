package dev.firstlight.collector.event;

import org.jspecify.annotations.Nullable;

/**
 * What a request says besides its events. Header bytes as they came, from an allow-list and cut to their greatest length; the address
 * stays in memory until it is sealed.
 *
 * @param receivedAtMs when the request had been read to its end, epoch milliseconds
 * @param address 16-byte form, v4 as v4-mapped v6, or none
 */
public record RequestFacts(
        long receivedAtMs,
        byte @Nullable [] address,
        boolean hasGpc,
        byte @Nullable [] userAgent,
        byte @Nullable [] referer,
        byte @Nullable [] acceptLanguage,
        byte @Nullable [] chUa,
        byte @Nullable [] chUaMobile,
        byte @Nullable [] chUaPlatform) {}
