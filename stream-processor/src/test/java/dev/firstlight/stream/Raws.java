package dev.firstlight.stream;

import dev.firstlight.schema.Identity;
import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.Payload;
import dev.firstlight.schema.QueryPayload;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Raw events as the edge makes them. */
public final class Raws {

    private static int made;

    private Raws() {}

    /** A hit of {@code pixel}, which is its own site. */
    public static RawEvent query(String pixel, String query, long receivedAtMs) {
        return query(pixel, pixel, query, receivedAtMs);
    }

    public static RawEvent query(String pixel, String site, String query, long receivedAtMs) {
        byte[] bytes = query.getBytes(StandardCharsets.UTF_8);
        return event(pixel, site, PayloadForm.QUERY, bytes, QueryPayload.read(bytes), receivedAtMs);
    }

    public static RawEvent json(String pixel, String json, long receivedAtMs) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return event(pixel, pixel, PayloadForm.JSON, bytes, JsonPayload.read(bytes, 0, bytes.length), receivedAtMs);
    }

    /** What the edge refused and kept. */
    public static RawEvent refused(String pixel, String refusal, String bytes, long receivedAtMs) {
        RawEvent raw = query(pixel, "", receivedAtMs);
        raw.setPayload(utf8(bytes));
        raw.setRefusal(refusal);
        return raw;
    }

    public static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static RawEvent event(
            String pixel, String site, PayloadForm form, byte[] bytes, Payload payload, long receivedAtMs) {
        @Nullable String given = payload.normalised(WireField.ID);
        String id = given == null ? "made-" + made++ : given;
        String type = Objects.requireNonNullElse(payload.normalised(WireField.TYPE), "page_view");
        Identity identity = Identity.of(
                type.toLowerCase(Locale.ROOT),
                pixel,
                site,
                id,
                payload.normalised(WireField.GOAL),
                payload.normalised(WireField.ORDER_ID));
        RawEvent raw = new RawEvent();
        raw.setReceivedAt(receivedAtMs);
        raw.setPixelId(pixel);
        raw.setSite(site);
        raw.setDedupId(new DedupIdBytes(identity.dedupId().bytes()));
        raw.setIdentity(identity.kind());
        raw.setEventId(id);
        raw.setEventIdMade(given == null);
        raw.setForm(form);
        raw.setPayload(ByteBuffer.wrap(bytes));
        return raw;
    }
}
