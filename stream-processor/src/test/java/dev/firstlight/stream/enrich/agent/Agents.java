package dev.firstlight.stream.enrich.agent;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.RequestHeaders;
import dev.firstlight.stream.event.Warnings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Headers as browsers send them. */
final class Agents {

    private Agents() {}

    static RequestHeaders headers(String userAgent) {
        return headers(userAgent, null, null, null);
    }

    static RequestHeaders headers(
            String userAgent, @Nullable String brands, @Nullable String mobile, @Nullable String platform) {
        return RequestHeaders.of(bytes(userAgent), bytes(brands), bytes(mobile), bytes(platform));
    }

    /** Asks until the parser has answered: on a busy machine an event may come before it has. */
    static Warnings settled(UserAgentEnrichment enrichment, RequestHeaders headers, Event event) {
        Warnings warnings;
        do {
            warnings = new Warnings();
            enrichment.beginTurn();
            enrichment.enrich(new Enrichment.Subject(headers, null, 0), event, warnings);
        } while (warnings.list().contains(UserAgentEnrichment.SLOW));
        return warnings;
    }

    private static @Nullable ByteBuffer bytes(@Nullable String text) {
        return text == null ? null : ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
