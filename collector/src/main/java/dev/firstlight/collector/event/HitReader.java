package dev.firstlight.collector.event;

import dev.firstlight.schema.ConsentState;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.Identity;
import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.Payload;
import dev.firstlight.schema.QueryPayload;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one event → event, declined or refused. Reads no more than identity and consent need; the payload travels as it came and is
 * checked field by field downstream. By one registry for good: each hit is given a reader, so that all its events are read by the same.
 *
 * <p>Threads: one each (made ids). Failure: none; bad input is an answer.
 */
public final class HitReader {

    private static final String TYPE_DEFAULT = "page_view";
    private static final int HEX_RADIX = 16;
    private static final Pattern ESCAPE = Pattern.compile("(?:%|\\\\u00)([0-9A-Fa-f]{2})");

    private static final Pattern NO_BASE64_URL = Pattern.compile("[^A-Za-z0-9_-]+");

    private final PixelPolicy.Registry pixels;
    private final EventIds ids;
    private final EventLimits limits;

    /** Takes events as large as the processor does. */
    public HitReader(PixelPolicy.Registry pixels, EventIds ids) {
        this(pixels, ids, EventLimits.GREATEST);
    }

    public HitReader(PixelPolicy.Registry pixels, EventIds ids, EventLimits limits) {
        this.pixels = pixels;
        this.ids = ids;
        this.limits = limits;
    }

    /** The registry that it reads by. */
    public PixelPolicy.Registry pixels() {
        return pixels;
    }

    /** Reads the query of a pixel. */
    public Hit readQuery(String pixel, byte[] query, RequestFacts facts) {
        return read(pixel, PayloadForm.QUERY, query, facts);
    }

    /** Reads one JSON event. */
    public Hit readJson(String pixel, byte[] event, RequestFacts facts) {
        return read(pixel, PayloadForm.JSON, event, facts);
    }

    /** What a JSON body is that is no event for a reason found while looking for its events. */
    public Hit refuse(Refusal why, String detail, String pixel, byte[] body, RequestFacts facts) {
        return refused(why, detail, pixel, pixels.of(pixel), PayloadForm.JSON, body, facts);
    }

    private Hit read(String pixel, PayloadForm form, byte[] bytes, RequestFacts facts) {
        PixelPolicy policy = pixels.of(pixel);
        if (policy.status() == PixelPolicy.Status.PAUSED) {
            return new Hit.Declined(true);
        }
        if (bytes.length > limits.bytesMax()) {
            return refused(Refusal.EVENT_TOO_LARGE, bytes.length + " bytes", pixel, policy, form, bytes, facts);
        }
        Payload payload = form == PayloadForm.QUERY
                ? QueryPayload.read(bytes)
                : JsonPayload.read(bytes, 0, bytes.length, limits.jsonDepthMax());
        Refusal refusal = payload.refusal();
        if (refusal != null) {
            return refused(refusal, payload.refusalDetail(), pixel, policy, form, bytes, facts);
        }
        boolean hasGpc = facts.hasGpc() || isOn(payload.normalised(WireField.GPC));
        String consent = payload.get(WireField.CONSENT);
        if (policy.isDeclined(consent == null ? null : consent.strip(), hasGpc)) {
            return new Hit.Declined(false);
        }
        String type = type(payload);
        Refusal identityRefusal = type == null ? Refusal.TYPE_MALFORMED : checkIdentity(payload);
        if (type == null || identityRefusal != null) {
            Refusal why = identityRefusal == null ? Refusal.TYPE_MALFORMED : identityRefusal;
            return refused(why, why.help(), pixel, policy, form, bytes, facts);
        }
        return event(pixel, policy, type, payload, form, bytes, facts);
    }

    private Hit.Event event(
            String pixel,
            PixelPolicy policy,
            String type,
            Payload payload,
            PayloadForm form,
            byte[] bytes,
            RequestFacts facts) {
        String given = payload.normalised(WireField.ID);
        String eventId = given == null ? ids.make(facts.receivedAtMs()) : given;
        Identity identity = Identity.of(
                type,
                pixel,
                policy.site(),
                eventId,
                payload.normalised(WireField.GOAL),
                payload.normalised(WireField.ORDER_ID));
        RawEvent raw =
                raw(pixel, policy, identity.kind(), identity.dedupId(), eventId, given == null, form, bytes, facts);
        return new Hit.Event(raw, identity.dedupId(), facts.address());
    }

    private Hit.Refused refused(
            Refusal why,
            String detail,
            String pixel,
            PixelPolicy policy,
            PayloadForm form,
            byte[] bytes,
            RequestFacts facts) {
        if (!mayKeep(policy, bytes, facts)) {
            return new Hit.Refused(why, detail, null);
        }
        String eventId = ids.make(facts.receivedAtMs());
        DedupId dedupId = DedupId.ofEvent(pixel, eventId);
        byte[] head =
                bytes.length > JsonPayload.EVENT_BYTES_MAX ? Arrays.copyOf(bytes, JsonPayload.EVENT_BYTES_MAX) : bytes;
        RawEvent marked = raw(pixel, policy, IdentityKind.EVENT, dedupId, eventId, true, form, head, facts);
        marked.setRefusal(why.wireName());
        return new Hit.Refused(why, detail, new Hit.Event(marked, dedupId, null));
    }

    /** Bytes that are no event are kept only where nothing in them or around them may have said no, however it was written. */
    private static boolean mayKeep(PixelPolicy policy, byte[] bytes, RequestFacts facts) {
        if (policy.status() != PixelPolicy.Status.ACTIVE || policy.isDeclined(null, facts.hasGpc())) {
            return false;
        }
        String said = unescaped(bytes);
        String lower = said.toLowerCase(Locale.ROOT);
        boolean mayHaveGpc = policy.gpc() == PixelPolicy.GpcPolicy.HONOURED && lower.contains(WireField.GPC.longName());
        return !mayHaveGpc && !lower.contains(ConsentState.DENIED.word()) && !hasForeignNo(said);
    }

    /** Whether any word of it says no in the forms of others, which are words of base64url. */
    private static boolean hasForeignNo(String said) {
        return NO_BASE64_URL.splitAsStream(said).anyMatch(word -> ConsentState.of(word) == ConsentState.DENIED);
    }

    /** The letters of bytes that need not be well-formed: escapes of queries and of JSON undone where they can be. */
    private static String unescaped(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("\0", "");
        return ESCAPE.matcher(text)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), HEX_RADIX))));
    }

    private static RawEvent raw(
            String pixel,
            PixelPolicy policy,
            IdentityKind kind,
            DedupId dedupId,
            String eventId,
            boolean isMade,
            PayloadForm form,
            byte[] bytes,
            RequestFacts facts) {
        RawEvent raw = new RawEvent();
        raw.setReceivedAt(facts.receivedAtMs());
        raw.setPixelId(pixel);
        raw.setSite(policy.site());
        raw.setDedupId(new DedupIdBytes(dedupId.bytes()));
        raw.setIdentity(kind);
        raw.setEventId(eventId);
        raw.setEventIdMade(isMade);
        raw.setForm(form);
        raw.setPayload(ByteBuffer.wrap(bytes));
        raw.setGpc(facts.hasGpc());
        raw.setUserAgent(wrap(facts.userAgent()));
        raw.setReferer(wrap(facts.referer()));
        raw.setAcceptLanguage(wrap(facts.acceptLanguage()));
        raw.setChUa(wrap(facts.chUa()));
        raw.setChUaMobile(wrap(facts.chUaMobile()));
        raw.setChUaPlatform(wrap(facts.chUaPlatform()));
        return raw;
    }

    /** The type in lower case, the default when there is none, null when it is none. */
    private static @Nullable String type(Payload payload) {
        String given = payload.normalised(WireField.TYPE);
        if (given == null) {
            return TYPE_DEFAULT;
        }
        String type = given.toLowerCase(Locale.ROOT);
        if (type.length() > WireField.TYPE.bytesMax()) {
            return null;
        }
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            boolean isOne = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "_.:-".indexOf(c) >= 0;
            if (!isOne) {
                return null;
            }
        }
        return type;
    }

    private static @Nullable Refusal checkIdentity(Payload payload) {
        for (WireField field : new WireField[] {WireField.ID, WireField.GOAL, WireField.ORDER_ID}) {
            String value = payload.normalised(field);
            if (payload.isNotText(field)) {
                return Refusal.IDENTITY_NOT_TEXT;
            }
            if (value != null && Utf8.length(value) > field.bytesMax()) {
                return Refusal.IDENTITY_TOO_LONG;
            }
        }
        return null;
    }

    private static boolean isOn(@Nullable String flag) {
        return flag != null && (flag.equals("1") || flag.equalsIgnoreCase("true"));
    }

    private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
}
