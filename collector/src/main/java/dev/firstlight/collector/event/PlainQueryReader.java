package dev.firstlight.collector.event;

import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.Identity;
import dev.firstlight.schema.IdentityHasher;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.PayloadForm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Query of a plain hit → event, in one pass over its bytes and without an object. It reads what nearly every browser sends and calls the rest
 * unusual: escapes, spaces or letters beyond ASCII where identity or consent are concerned, orders, and whatever would be declined or refused.
 * Then {@link HitReader} reads the same bytes. Where it says event, it is the event that {@link HitReader} would have found, byte for byte:
 * {@code PlainQueryReaderTest} compares them over 100,000 generated queries.
 *
 * <p>Threads: one each (made ids, what it found). Failure: none; what it does not know is unusual.
 */
public final class PlainQueryReader {

    /** What became of a query. */
    public enum Reading {
        /** The slices say it. */
        EVENT,
        /** Nothing is known of it, and what the slices say means nothing. */
        UNUSUAL
    }

    private static final byte[] CONVERSION = ascii(Identity.CONVERSION);
    private static final byte[] TRUE = ascii("true");

    private final EventIds ids;
    private final EventLimits limits;
    private final IdentityHasher hasher = new IdentityHasher();
    private final byte[] madeId = new byte[EventIds.TEXT_BYTES];
    private final PlainFields fields = new PlainFields();
    private final AsciiText said = new AsciiText();

    public PlainQueryReader(EventIds ids, EventLimits limits) {
        this.ids = ids;
        this.limits = limits;
    }

    /**
     * Reads the bytes behind the question mark. After {@link Reading#EVENT} all of {@code out} is set but the headers, which are the
     * caller's, and the address, which the packer seals; it points into {@code in} and into this reader until the next call.
     *
     * @param hasGpc whether the request carries {@code Sec-GPC: 1}
     */
    public Reading read(
            byte[] in, int from, int to, PlainPixel pixel, boolean hasGpc, long receivedAtMs, EventSlices out) {
        boolean isPlain = to - from <= limits.bytesMax()
                && fields.find(in, from, to)
                && isStored(in, pixel.policy(), hasGpc)
                && isTypePlain(in)
                && isIdentityPlain(in);
        if (!isPlain) {
            return Reading.UNUSUAL;
        }
        out.receivedAtMs = receivedAtMs;
        out.pixel.set(pixel.nameBytes());
        out.site.set(pixel.siteBytes());
        out.identity = IdentityKind.EVENT;
        out.refusal.clear();
        out.form = PayloadForm.QUERY;
        out.payload.set(in, from, to - from);
        out.hasAddress = false;
        out.hasGpc = hasGpc;
        identify(in, pixel, receivedAtMs, out);
        return Reading.EVENT;
    }

    private void identify(byte[] in, PlainPixel pixel, long receivedAtMs, EventSlices out) {
        int length = fields.length(WireField.ID);
        out.isEventIdMade = length == 0;
        if (out.isEventIdMade) {
            ids.make(receivedAtMs, madeId);
            out.eventId.set(madeId);
        } else {
            out.eventId.set(in, fields.start(WireField.ID), length);
        }
        hasher.hashEvent(pixel.nameBytes(), out.eventId.array(), out.eventId.from(), out.eventId.length());
        out.dedupIdHi = hasher.hi();
        out.dedupIdLo = hasher.lo();
    }

    /** Whether nothing says no, as {@link PixelPolicy#isDeclined} has it. */
    private boolean isStored(byte[] in, PixelPolicy policy, boolean hasGpc) {
        if (policy.gpc() == GpcPolicy.HONOURED && (hasGpc || isOn(in, WireField.GPC))) {
            return false;
        }
        int start = fields.start(WireField.CONSENT);
        int end = fields.end(WireField.CONSENT);
        if (end > start && fields.isGranted(in)) {
            return true; // by far the most that is said
        }
        return !policy.isDeclined(end == start ? null : said.of(in, start, end), false);
    }

    private boolean isOn(byte[] in, WireField flag) {
        int start = fields.start(flag);
        int length = fields.length(flag);
        return length == 1 && in[start] == '1'
                || length == TRUE.length && PlainFields.startsWith(in, start, start + length, TRUE);
    }

    private boolean isTypePlain(byte[] in) {
        for (int i = fields.start(WireField.TYPE); i < fields.end(WireField.TYPE); i++) {
            byte b = in[i];
            boolean isOne =
                    b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_' || b == '.' || b == ':' || b == '-';
            if (!isOne) {
                return false;
            }
        }
        return fields.length(WireField.TYPE) <= WireField.TYPE.bytesMax();
    }

    private boolean isIdentityPlain(byte[] in) {
        int start = fields.start(WireField.TYPE);
        boolean mayBeOrder = fields.length(WireField.ORDER_ID) > 0
                && Arrays.equals(in, start, fields.end(WireField.TYPE), CONVERSION, 0, CONVERSION.length);
        return !mayBeOrder
                && fields.length(WireField.ID) <= WireField.ID.bytesMax()
                && fields.length(WireField.GOAL) <= WireField.GOAL.bytesMax()
                && fields.length(WireField.ORDER_ID) <= WireField.ORDER_ID.bytesMax();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
