package dev.firstlight.standalone.replay;

import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.schema.avro.RejectedItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Rejects as the processor writes them. */
final class RejectsOf {

    static final long RECEIVED_MS = 1_795_315_142_123L;

    private RejectsOf() {}

    /** An item that the processor refused; its identity is that of the event id. */
    static Reject processor(String reason, String pixel, String eventId, String query) {
        return reject("stream-processor", reason, pixel, eventId, "query", query, false);
    }

    /** Bytes that the edge refused and kept, under an id that it made. */
    static Reject edge(String reason, String pixel, String madeId, String form, String bytes) {
        return reject("collector", reason, pixel, madeId, form, bytes, true);
    }

    private static Reject reject(
            String stage, String reason, String pixel, String eventId, String form, String bytes, boolean isMade) {
        byte[] payload = bytes.getBytes(StandardCharsets.UTF_8);
        RejectedItem item = RejectedItem.newBuilder()
                .setForm(form)
                .setSite("site-of-" + pixel)
                .setDedupId(DedupId.ofEvent(pixel, eventId).hex())
                .setIdentity("event")
                .setEventIdMade(isMade)
                .setUserAgent(ByteBuffer.wrap("Firefox".getBytes(StandardCharsets.UTF_8)))
                .build();
        return Reject.newBuilder()
                .setReason(reason)
                .setStage(stage)
                .setPixelId(pixel)
                .setEventId(eventId)
                .setReceivedAt(RECEIVED_MS)
                .setBytes(ByteBuffer.wrap(payload))
                .setSize(payload.length)
                .setRawTopic("firstlight.raw")
                .setRawPartition(1)
                .setRawOffset(5)
                .setRawIndex(0)
                .setItem(item)
                .build();
    }
}
