package dev.firstlight.standalone.replay;

import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.schema.avro.RejectedItem;
import dev.firstlight.schema.avro.SealedAddress;
import dev.firstlight.schema.avro.SealedBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A reject → the raw events it was made of. What a reject keeps depends on what was refused: of an event its payload and, beside it, all
 * else; of a record that could not be read the whole record, which a later version may be able to read; of an item that could not be
 * handled its bytes, for which the raw log is asked as long as it has them. Threads: one.
 */
final class RejectRestorer {

    /** Most events in one body that the edge refused as a whole; as many as 64 KiB can hold. */
    private static final int EVENTS_MAX = 32_768;

    private static final String EDGE = "collector";
    private static final String SINK = "firehose-sink";

    /** Asks the raw log. */
    @FunctionalInterface
    interface RawLog {
        /** The value of a record, or none when the log no longer has it. */
        byte @Nullable [] read(int partition, long offset);
    }

    private final PackReader packs;
    private final RawLog log;

    RejectRestorer(PackReader packs, RawLog log) {
        this.packs = packs;
        this.log = log;
    }

    /** At least one. */
    List<Restored> restore(Reject reject) throws SkippedException {
        if (reject.getStage().equals(SINK)) {
            throw new SkippedException(Skipped.NOT_OF_RAW);
        }
        byte[] bytes = bytesOf(reject.getBytes());
        if (reject.getSha256() != null || isCutByTheEdge(reject, bytes)) {
            throw new SkippedException(Skipped.HEAD_ONLY);
        }
        if (reject.getRawIndex() < 0) {
            return pack(bytes, -1);
        }
        RejectedItem item = reject.getItem();
        if (item != null) {
            return events(reject, item, bytes);
        }
        byte[] record = log.read(reject.getRawPartition(), reject.getRawOffset());
        if (record == null) {
            throw new SkippedException(Skipped.ORIGINAL_GONE);
        }
        return pack(record, reject.getRawIndex());
    }

    /** The edge keeps the first 64 KiB of what is longer, and no mark of it but the length. */
    private static boolean isCutByTheEdge(Reject reject, byte[] bytes) {
        return reject.getStage().equals(EDGE) && bytes.length >= JsonPayload.EVENT_BYTES_MAX;
    }

    /** All items of a pack, or the one of that index. */
    private List<Restored> pack(byte[] record, int index) throws SkippedException {
        try {
            PackReader.Pack pack = packs.read(record);
            List<Restored> restored = new ArrayList<>();
            for (PackReader.Item item : pack.items()) {
                RawEvent event = item.event();
                if (event == null && index < 0 || index >= 0 && item.index() != index) {
                    continue; // an item that cannot be read costs only itself
                }
                if (event != null && index < 0 && event.getRefusal() != null) {
                    continue; // what the edge refused is no event of this pack, and its id is not the client's
                }
                if (event != null) {
                    event.setRefusal(null);
                    restored.add(at(event, pack.header(), item.index()));
                }
            }
            if (restored.isEmpty()) {
                throw new SkippedException(Skipped.UNREADABLE_STILL);
            }
            return restored;
        } catch (UnreadableException e) {
            throw new SkippedException(Skipped.UNREADABLE_STILL);
        }
    }

    private static Restored at(RawEvent event, RawPack header, int index) {
        return new Restored(
                event,
                header.getIncarnation(),
                header.getLoop(),
                header.getPartition(),
                header.getFirstSequence() + index);
    }

    /** The event; or the events of a body that the edge refused as a whole, each with an id made of the body's. */
    private static List<Restored> events(Reject reject, RejectedItem item, byte[] bytes) throws SkippedException {
        String id = Objects.requireNonNullElse(reject.getEventId(), "");
        boolean isBody = reject.getStage().equals(EDGE) && item.getForm().equals("json");
        JsonPayload.Body body = isBody ? JsonPayload.slices(bytes, EVENTS_MAX) : null;
        if (body == null || body.refusal() != null || !body.isBatch()) {
            return List.of(restored(reject, item, bytes, id));
        }
        List<Restored> all = new ArrayList<>();
        for (JsonPayload.Slice slice : body.events()) {
            byte[] one = Arrays.copyOfRange(bytes, slice.offset(), slice.offset() + slice.length());
            all.add(restored(reject, item, one, id + "-" + all.size()));
        }
        if (all.isEmpty()) {
            throw new SkippedException(Skipped.REFUSED_STILL);
        }
        return all;
    }

    private static Restored restored(Reject reject, RejectedItem item, byte[] payload, String eventId)
            throws SkippedException {
        String pixel = reject.getPixelId();
        Long receivedAt = reject.getReceivedAt();
        if (pixel == null || receivedAt == null) {
            throw new SkippedException(Skipped.ORIGINAL_GONE);
        }
        RawEvent event = new RawEvent();
        event.setReceivedAt(receivedAt);
        event.setPixelId(pixel);
        event.setSite(item.getSite());
        event.setDedupId(new DedupIdBytes(HexFormat.of().parseHex(item.getDedupId())));
        event.setIdentity(IdentityKind.valueOf(item.getIdentity().toUpperCase(Locale.ROOT)));
        event.setEventId(eventId);
        event.setEventIdMade(item.getEventIdMade());
        event.setForm(PayloadForm.valueOf(item.getForm().toUpperCase(Locale.ROOT)));
        event.setPayload(ByteBuffer.wrap(payload));
        event.setAddress(address(item));
        event.setGpc(item.getGpc());
        event.setUserAgent(item.getUserAgent());
        event.setReferer(item.getReferer());
        event.setAcceptLanguage(item.getAcceptLanguage());
        event.setChUa(item.getChUa());
        event.setChUaMobile(item.getChUaMobile());
        event.setChUaPlatform(item.getChUaPlatform());
        return new Restored(event, item.getIncarnation(), item.getLoop(), item.getPartition(), item.getSequence());
    }

    private static @Nullable SealedAddress address(RejectedItem item) {
        Integer day = item.getKeyDay();
        ByteBuffer sealed = item.getSealed();
        boolean isThere = day != null && sealed != null && sealed.remaining() == DedupId.BYTES;
        return isThere ? new SealedAddress(day, new SealedBytes(bytesOf(sealed))) : null;
    }

    static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
