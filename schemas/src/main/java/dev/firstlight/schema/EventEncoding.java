package dev.firstlight.schema;

/**
 * One raw event as Avro writes it: the fields of {@code raw-pack.avsc} in their order. Written by hand so that nothing is allocated;
 * {@code PackEncodingTest} holds it to what Avro's own writer makes of the same events. Threads: any.
 */
final class EventEncoding {

    private static final int NULL_BRANCH = 0;
    private static final int VALUE_BRANCH = 1;
    private static final int BRANCH_BYTES = 1;
    private static final int BOOLEAN_BYTES = 1;

    private EventEncoding() {}

    /** How many bytes {@link #write} adds: an item stands behind its length. */
    static int size(EventSlices event) {
        return AvroBuffer.sizeOf(event.receivedAtMs)
                + size(event.pixel)
                + size(event.site)
                + DedupId.BYTES
                + AvroBuffer.sizeOf(event.identity.ordinal())
                + size(event.eventId)
                + BOOLEAN_BYTES
                + sizeOptional(event.refusal)
                + AvroBuffer.sizeOf(event.form.ordinal())
                + size(event.payload)
                + BRANCH_BYTES
                + (event.hasAddress ? AvroBuffer.sizeOf(event.keyDay) + event.sealed.length : 0)
                + BOOLEAN_BYTES
                + sizeOptional(event.userAgent)
                + sizeOptional(event.referer)
                + sizeOptional(event.acceptLanguage)
                + sizeOptional(event.chUa)
                + sizeOptional(event.chUaMobile)
                + sizeOptional(event.chUaPlatform);
    }

    static void write(EventSlices event, AvroBuffer out) {
        out.putLong(event.receivedAtMs);
        put(event.pixel, out);
        put(event.site, out);
        out.putFixed(event.dedupIdHi);
        out.putFixed(event.dedupIdLo);
        out.putLong(event.identity.ordinal());
        put(event.eventId, out);
        out.putBoolean(event.isEventIdMade);
        putOptional(event.refusal, out);
        out.putLong(event.form.ordinal());
        put(event.payload, out);
        putAddress(event, out);
        out.putBoolean(event.hasGpc);
        putOptional(event.userAgent, out);
        putOptional(event.referer, out);
        putOptional(event.acceptLanguage, out);
        putOptional(event.chUa, out);
        putOptional(event.chUaMobile, out);
        putOptional(event.chUaPlatform, out);
    }

    private static void putAddress(EventSlices event, AvroBuffer out) {
        if (event.hasAddress) {
            out.putLong(VALUE_BRANCH);
            out.putLong(event.keyDay);
            out.putFixed(event.sealed, 0, event.sealed.length);
        } else {
            out.putLong(NULL_BRANCH);
        }
    }

    private static void put(Slice slice, AvroBuffer out) {
        out.putBytes(slice.array(), slice.from(), slice.length());
    }

    private static void putOptional(Slice slice, AvroBuffer out) {
        if (slice.isAbsent()) {
            out.putLong(NULL_BRANCH);
        } else {
            out.putLong(VALUE_BRANCH);
            put(slice, out);
        }
    }

    /** Of what must be there: without it, the event is a bug, and better none than one that shifts what is behind it. */
    private static int size(Slice slice) {
        if (slice.isAbsent()) {
            throw new IllegalArgumentException("an event without one of pixel, site, event id and payload");
        }
        return AvroBuffer.sizeOf(slice.length()) + slice.length();
    }

    private static int sizeOptional(Slice slice) {
        return BRANCH_BYTES + (slice.isAbsent() ? 0 : size(slice));
    }
}
