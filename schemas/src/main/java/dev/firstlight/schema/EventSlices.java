package dev.firstlight.schema;

import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.SealedAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One raw event as slices of arrays that others own: what {@link RawEvent} says, without an object per event. The fields are public and
 * written by everybody an event passes on its way into a pack; the meaning of each stands in {@code raw-pack.avsc}.
 *
 * <p>Threads: one. Filled, encoded and filled again; whoever fills it sets every field, for it keeps those of the event before.
 */
public final class EventSlices {

    public long receivedAtMs;
    public final Slice pixel = new Slice();
    public final Slice site = new Slice();
    public long dedupIdHi;
    public long dedupIdLo;
    public IdentityKind identity = IdentityKind.EVENT;
    public final Slice eventId = new Slice();
    public boolean isEventIdMade;

    /** Absent for what is an event. */
    public final Slice refusal = new Slice();

    public PayloadForm form = PayloadForm.QUERY;
    public final Slice payload = new Slice();

    /** Whether {@link #keyDay} and {@link #sealed} say where the event came from. */
    public boolean hasAddress;

    public int keyDay;
    public final byte[] sealed = new byte[DayKey.ADDRESS_BYTES];
    public boolean hasGpc;
    public final Slice userAgent = new Slice();
    public final Slice referer = new Slice();
    public final Slice acceptLanguage = new Slice();
    public final Slice chUa = new Slice();
    public final Slice chUaMobile = new Slice();
    public final Slice chUaPlatform = new Slice();

    /** Lets go of all arrays, so that a request does not live until the next. */
    public void clear() {
        pixel.clear();
        site.clear();
        eventId.clear();
        refusal.clear();
        payload.clear();
        hasAddress = false;
        clearHeaders();
    }

    /** As of a request that carries none of the headers that are kept. */
    public void clearHeaders() {
        userAgent.clear();
        referer.clear();
        acceptLanguage.clear();
        chUa.clear();
        chUaMobile.clear();
        chUaPlatform.clear();
    }

    /** Says what {@code raw} says; for the general path, since it allocates. */
    void set(RawEvent raw) {
        receivedAtMs = raw.getReceivedAt();
        pixel.setText(Objects.requireNonNull(raw.getPixelId()));
        site.setText(Objects.requireNonNull(raw.getSite()));
        dedupIdHi = DedupId.longAt(raw.getDedupId().bytes(), 0);
        dedupIdLo = DedupId.longAt(raw.getDedupId().bytes(), Long.BYTES);
        identity = raw.getIdentity();
        eventId.setText(Objects.requireNonNull(raw.getEventId()));
        isEventIdMade = raw.getEventIdMade();
        refusal.setText(raw.getRefusal());
        form = raw.getForm();
        payload.setBuffer(Objects.requireNonNull(raw.getPayload()));
        setAddress(raw.getAddress());
        hasGpc = raw.getGpc();
        userAgent.setBuffer(raw.getUserAgent());
        referer.setBuffer(raw.getReferer());
        acceptLanguage.setBuffer(raw.getAcceptLanguage());
        chUa.setBuffer(raw.getChUa());
        chUaMobile.setBuffer(raw.getChUaMobile());
        chUaPlatform.setBuffer(raw.getChUaPlatform());
    }

    private void setAddress(@Nullable SealedAddress address) {
        hasAddress = address != null;
        if (address != null) {
            keyDay = address.getKeyDay();
            System.arraycopy(address.getSealed().bytes(), 0, sealed, 0, sealed.length);
        }
    }
}
