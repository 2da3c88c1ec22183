package dev.firstlight.sink;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.Event;
import java.util.List;
import java.util.Map;

/** Events for tests. */
final class Events {

    /** 2026-11-22 02:39:02.123 UTC. */
    static final long RECEIVED_MS = 1_795_315_142_123L;

    private static final AvroCodec<Event> CODEC = new AvroCodec<>(Event.getClassSchema(), new SchemaBook());

    private Events() {}

    /** An event that carries only what every event carries. */
    static Event.Builder bare(String id) {
        return Event.newBuilder()
                .setDedupId("00112233445566778899aabbccddeeff")
                .setIdentity("event")
                .setEventId(id)
                .setType("page_view")
                .setPixelId("12345")
                .setSite("shop")
                .setReceivedAt(RECEIVED_MS)
                .setOccurredAt(RECEIVED_MS)
                .setProperties(Map.of())
                .setWarnings(List.of())
                .setRawPartition(3)
                .setRawOffset(17)
                .setRawIndex(0);
    }

    static byte[] encoded(Event event) {
        return CODEC.encode(event);
    }
}
