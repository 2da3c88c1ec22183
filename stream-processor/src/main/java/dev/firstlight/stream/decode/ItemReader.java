package dev.firstlight.stream.decode;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.Payload;
import dev.firstlight.schema.QueryPayload;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.schema.avro.SealedAddress;
import dev.firstlight.stream.event.Candidate;
import dev.firstlight.stream.event.Origin;
import dev.firstlight.stream.event.Rejects;
import dev.firstlight.stream.event.RequestHeaders;
import dev.firstlight.stream.event.SealedPlace;
import dev.firstlight.stream.event.Unexpected;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.plan.PlanInForce;
import dev.firstlight.stream.plan.PlanVerdict;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One item of a pack → a candidate or a reject. Checks before it decodes, since an item may be anything that Avro can read.
 *
 * <p>Threads: any. Failure: none; an exception of ours costs its item only, which goes to the rejects with one line in the error log.
 */
final class ItemReader {

    private static final String TYPE_DEFAULT = "page_view";

    /** 2100-01-01: beyond it is no time of receipt, and years of five digits no warehouse timestamp. */
    private static final long RECEIVED_AT_MAX_MS = 4_102_444_800_000L;

    private static final int NAME_BYTES_MAX = 64;

    private final Rejects rejects;
    private final PlanInForce plan;
    private final ErrorLog errors;

    ItemReader(Rejects rejects, PlanInForce plan, ErrorLog errors) {
        this.rejects = rejects;
        this.plan = plan;
        this.errors = errors;
    }

    /** @param appendedAtMs the log's time, where the item's own cannot be read */
    Decision read(RawPack header, PackReader.Item item, Origin origin, long appendedAtMs) {
        RawEvent raw = item.event();
        if (raw == null) {
            return unreadable(Refusal.ITEM_UNREADABLE, item.detail(), origin, appendedAtMs);
        }
        try {
            return decide(header, raw, origin, appendedAtMs);
        } catch (RuntimeException e) {
            errors.report(
                    "an item could not be handled and is in the rejects; a bug, please report it", new Unexpected(e));
            return unreadable(Refusal.EVENT_UNREADABLE, e.getClass().getSimpleName(), origin, appendedAtMs);
        }
    }

    private Decision decide(RawPack header, RawEvent raw, Origin origin, long appendedAtMs) {
        byte[] payloadBytes = bytesOf(raw.getPayload());
        String doubt = doubt(raw);
        if (doubt != null) {
            return unreadable(Refusal.ITEM_UNREADABLE, doubt, origin, appendedAtMs);
        }
        if (raw.getRefusal() != null) {
            Rejects.Place place = Rejects.Place.of(header, origin.index());
            byte[] reject = rejects.refusedAtEdge(raw.getRefusal(), origin, raw, place, payloadBytes);
            return new Decision.Refused(null, raw.getPixelId(), raw.getReceivedAt(), Rejects.key(raw), reject);
        }
        if (payloadBytes.length > JsonPayload.EVENT_BYTES_MAX) {
            return refused(Refusal.EVENT_TOO_LARGE, payloadBytes.length + " bytes", header, origin, raw, payloadBytes);
        }
        Payload payload = raw.getForm() == PayloadForm.QUERY
                ? QueryPayload.read(payloadBytes)
                : JsonPayload.read(payloadBytes, 0, payloadBytes.length);
        Refusal refusal = payload.refusal();
        if (refusal != null) {
            return refused(refusal, payload.refusalDetail(), header, origin, raw, payloadBytes);
        }
        String type = type(payload);
        if (type == null) {
            return refused(Refusal.TYPE_MALFORMED, Refusal.TYPE_MALFORMED.help(), header, origin, raw, payloadBytes);
        }
        Warnings warnings = new Warnings();
        Event event = EventDecoder.decode(raw, payload, type, origin, warnings);
        PlanVerdict verdict = plan.judge(event, payload.normalised(WireField.TYPE), warnings);
        if (verdict != null && verdict.refusal() != null) {
            return refused(verdict.refusal(), verdict.detail(), header, origin, raw, payloadBytes);
        }
        Origin sent = origin.item(origin.index(), payloadBytes); // should it be rejected later: what the client sent
        return accepted(header, raw, event, sent, warnings);
    }

    private static Decision accepted(RawPack header, RawEvent raw, Event event, Origin origin, Warnings warnings) {
        return new Decision.Accepted(new Candidate(
                event,
                DedupId.of(raw.getDedupId().bytes()),
                raw.getIdentity(),
                origin,
                RequestHeaders.of(raw),
                place(header, raw.getAddress(), origin.index()),
                warnings));
    }

    private static @Nullable SealedPlace place(RawPack header, @Nullable SealedAddress address, int index) {
        return address == null
                ? null
                : new SealedPlace(
                        address.getKeyDay(),
                        address.getSealed().bytes(),
                        header.getIncarnation(),
                        header.getLoop(),
                        header.getPartition(),
                        header.getFirstSequence() + index);
    }

    /** What no collector writes, in our words; or none. */
    static @Nullable String doubt(RawEvent raw) {
        if (!Names.isPixel(raw.getPixelId())) {
            return "pixel_id";
        }
        if (raw.getReceivedAt() < 0 || raw.getReceivedAt() > RECEIVED_AT_MAX_MS) {
            return "received_at";
        }
        if (!isName(raw.getSite())) {
            return "site";
        }
        return isName(raw.getEventId()) ? null : "event_id";
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.indexOf('\0') < 0 && Utf8.length(text) <= NAME_BYTES_MAX;
    }

    /** The type in lower case, the default when there is none, null when it is none. */
    private static @Nullable String type(Payload payload) {
        String given = payload.normalised(WireField.TYPE);
        String type = given == null ? TYPE_DEFAULT : given.toLowerCase(Locale.ROOT);
        return Names.isType(type) ? type : null;
    }

    private Decision refused(Refusal why, String detail, RawPack header, Origin origin, RawEvent raw, byte[] payload) {
        Rejects.Place place = Rejects.Place.of(header, origin.index());
        byte[] reject = rejects.refused(why, detail, origin, raw, place, payload);
        return new Decision.Refused(why, raw.getPixelId(), raw.getReceivedAt(), Rejects.key(raw), reject);
    }

    private Decision unreadable(Refusal why, String detail, Origin origin, long appendedAtMs) {
        return new Decision.Refused(why, "", appendedAtMs, null, rejects.unreadable(why, detail, origin));
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
