package dev.firstlight.standalone.replay;

import dev.firstlight.schema.Identity;
import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.Payload;
import dev.firstlight.schema.QueryPayload;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Edits an event and gives it its identity by the rules of the edge, where it had none yet (the edge refused it before) or the edits change
 * what it is made of. An event that would be refused again is not sent, or each replay would leave a further reject. Threads: any.
 */
final class Reidentified {

    private static final Pattern TYPE = Pattern.compile("[a-z0-9_.:-]{1,64}");
    private static final String TYPE_DEFAULT = "page_view";

    private Reidentified() {}

    /** @param isOfEdge whether the edge refused it, and so never made its identity */
    static void edit(RawEvent event, List<FieldEdit> edits, boolean isOfEdge) throws SkippedException {
        byte[] edited = PayloadEdits.apply(event.getForm(), RejectRestorer.bytesOf(event.getPayload()), edits);
        if (edited == null) {
            throw new SkippedException(Skipped.NOT_EDITABLE);
        }
        Payload payload = event.getForm() == PayloadForm.QUERY
                ? QueryPayload.read(edited)
                : JsonPayload.read(edited, 0, edited.length);
        String type = Objects.requireNonNullElse(payload.normalised(WireField.TYPE), TYPE_DEFAULT)
                .toLowerCase(Locale.ROOT);
        boolean isRefused = edited.length > JsonPayload.EVENT_BYTES_MAX
                || payload.refusal() != null
                || !TYPE.matcher(type).matches();
        if (isRefused) {
            throw new SkippedException(Skipped.REFUSED_STILL);
        }
        event.setPayload(ByteBuffer.wrap(edited));
        if (isOfEdge || edits.stream().anyMatch(FieldEdit::isOfIdentity)) {
            identify(event, type, payload);
        }
    }

    private static void identify(RawEvent event, String type, Payload payload) throws SkippedException {
        for (WireField field : List.of(WireField.ID, WireField.ORDER_ID, WireField.GOAL)) {
            String value = payload.normalised(field);
            if (payload.isNotText(field) || value != null && Utf8.length(value) > field.bytesMax()) {
                throw new SkippedException(Skipped.REFUSED_STILL);
            }
        }
        String given = payload.normalised(WireField.ID);
        String eventId = given == null ? event.getEventId() : given;
        Identity identity = Identity.of(
                type,
                event.getPixelId(),
                event.getSite(),
                eventId,
                payload.normalised(WireField.GOAL),
                payload.normalised(WireField.ORDER_ID));
        event.setEventId(eventId);
        event.setEventIdMade(given == null);
        event.setIdentity(identity.kind());
        event.setDedupId(new DedupIdBytes(identity.dedupId().bytes()));
    }
}
