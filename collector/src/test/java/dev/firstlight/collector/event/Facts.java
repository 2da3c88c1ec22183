package dev.firstlight.collector.event;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Requests as the reader sees them. */
final class Facts {

    static final long NOW_MS = 1_795_000_000_123L;

    private Facts() {}

    static RequestFacts plain() {
        return of(false, null);
    }

    static RequestFacts withGpc() {
        return of(true, null);
    }

    static RequestFacts of(boolean hasGpc, byte @Nullable [] address) {
        return new RequestFacts(
                NOW_MS, address, hasGpc, bytes("UA/1.0"), bytes("https://shop.example/"), null, null, null, null);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
