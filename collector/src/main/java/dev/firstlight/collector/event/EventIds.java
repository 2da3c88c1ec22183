package dev.firstlight.collector.event;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Makes UUIDv7 (RFC 9562) for events whose sender gave no id, so that every such request counts. Threads: one each.
 *
 * <p>The random part comes from a fast generator seeded from the system's: these ids leave the house only in the warehouse, so nobody
 * can guess a coming one.
 */
public final class EventIds {

    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

    public String make(long nowMs) {
        long high = nowMs << 16 | 0x7000 | random.nextLong() & 0xfff;
        long low = 0x8000_0000_0000_0000L | random.nextLong() >>> 2;
        return new UUID(high, low).toString();
    }
}
