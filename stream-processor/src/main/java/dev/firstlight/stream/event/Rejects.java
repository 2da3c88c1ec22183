package dev.firstlight.stream.event;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.schema.avro.RejectedItem;
import dev.firstlight.schema.avro.SealedAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes what could not be an event, with its bytes and the reason.
 *
 * <p>Bounds: the bytes up to {@value #BYTES_MAX}, else their first {@value #HEAD_BYTES} and a SHA-256 of them all, so that a reject always
 * fits its topic. Threads: any.
 */
public final class Rejects {

    /** Most bytes kept whole. */
    public static final int BYTES_MAX = 1_048_576;

    /** What is kept of more. */
    public static final int HEAD_BYTES = 4_096;

    /**
     * The reason of a repeat by order with another event id. Not of {@link Refusal}'s catalogue: it is an event, nothing is wrong with it, and
     * the ledger counts it as repeated; kept, since two different purchases under one order number are for people to see.
     */
    public static final String REPEAT_ORDER = "repeat_order";

    private static final String HERE = "stream-processor";
    private static final String EDGE = "collector";

    /** Longest text taken over from an item that may hold anything. */
    private static final int TEXT_MAX = 128;

    /** The longest header that a collector keeps: Referer. */
    private static final int HEADER_BYTES_MAX = 4_096;

    /** Where an item stood, which its sealed address can be opened by. */
    public record Place(long incarnation, int loop, int partition, long sequence) {

        public static Place of(RawPack header, int index) {
            return new Place(
                    header.getIncarnation(),
                    header.getLoop(),
                    header.getPartition(),
                    header.getFirstSequence() + index);
        }
    }

    private final AvroCodec<Reject> codec;

    public Rejects(SchemaBook book) {
        codec = new AvroCodec<>(Reject.getClassSchema(), book);
    }

    /** A record or an item that does not decode. */
    public byte[] unreadable(Refusal why, String detail, Origin origin) {
        return encode(HERE, why.wireName(), detail, origin, null, null, origin.bytes());
    }

    /** An item that decodes and was refused here; {@code bytes} is what to keep of it. */
    public byte[] refused(Refusal why, String detail, Origin origin, RawEvent raw, byte[] bytes) {
        return encode(HERE, why.wireName(), detail, origin, raw, null, bytes);
    }

    /** As {@link #refused(Refusal, String, Origin, RawEvent, byte[])}, with all that sending it again needs. */
    public byte[] refused(Refusal why, String detail, Origin origin, RawEvent raw, Place place, byte[] payload) {
        return encode(HERE, why.wireName(), detail, origin, raw, place, payload);
    }

    /** An item the edge had refused. */
    public byte[] refusedAtEdge(String reason, Origin origin, RawEvent raw, Place place, byte[] payload) {
        return encode(EDGE, reason, null, origin, raw, place, payload);
    }

    /** A repeat by order; {@code origin} carries the payload, {@code detail} is the first's event id. */
    public byte[] repeatedOrder(Event event, String detail, Origin origin) {
        RawEvent raw = new RawEvent();
        raw.setPixelId(event.getPixelId());
        raw.setEventId(event.getEventId());
        raw.setReceivedAt(event.getReceivedAt());
        return encode(HERE, REPEAT_ORDER, bounded(detail), origin, raw, null, origin.bytes());
    }

    private byte[] encode(
            String stage,
            String reason,
            @Nullable String detail,
            Origin origin,
            @Nullable RawEvent raw,
            @Nullable Place place,
            byte[] bytes) {
        boolean isWhole = bytes.length <= BYTES_MAX;
        Reject reject = new Reject();
        reject.setReason(bounded(reason));
        reject.setDetail(detail);
        reject.setStage(stage);
        reject.setPixelId(raw == null ? null : bounded(raw.getPixelId()));
        reject.setEventId(raw == null ? null : bounded(raw.getEventId()));
        reject.setReceivedAt(raw == null ? null : raw.getReceivedAt());
        reject.setBytes(ByteBuffer.wrap(isWhole ? bytes : Arrays.copyOf(bytes, HEAD_BYTES)));
        reject.setSize(bytes.length);
        reject.setSha256(isWhole ? null : ByteBuffer.wrap(sha256(bytes)));
        reject.setRawTopic(origin.topic());
        reject.setRawPartition(origin.partition());
        reject.setRawOffset(origin.offset());
        reject.setRawIndex(origin.index());
        reject.setItem(raw == null || place == null ? null : item(raw, place));
        return codec.encode(reject);
    }

    private static RejectedItem item(RawEvent raw, Place place) {
        SealedAddress address = raw.getAddress();
        return RejectedItem.newBuilder()
                .setForm(raw.getForm().name().toLowerCase(Locale.ROOT))
                .setSite(bounded(raw.getSite()))
                .setDedupId(DedupId.of(raw.getDedupId().bytes()).hex())
                .setIdentity(raw.getIdentity().name().toLowerCase(Locale.ROOT))
                .setEventIdMade(raw.getEventIdMade())
                .setGpc(raw.getGpc())
                .setUserAgent(header(raw.getUserAgent()))
                .setReferer(header(raw.getReferer()))
                .setAcceptLanguage(header(raw.getAcceptLanguage()))
                .setChUa(header(raw.getChUa()))
                .setChUaMobile(header(raw.getChUaMobile()))
                .setChUaPlatform(header(raw.getChUaPlatform()))
                .setKeyDay(address == null ? null : address.getKeyDay())
                .setSealed(
                        address == null
                                ? null
                                : ByteBuffer.wrap(address.getSealed().bytes()))
                .setIncarnation(place.incarnation())
                .setLoop(place.loop())
                .setPartition(place.partition())
                .setSequence(place.sequence())
                .build();
    }

    /** A header; none where no collector can have written it, since a reject must fit its topic. */
    private static @Nullable ByteBuffer header(@Nullable ByteBuffer value) {
        return value == null || value.remaining() > HEADER_BYTES_MAX ? null : value.duplicate();
    }

    /** The key of a reject: the event id where there is one. */
    public static byte @Nullable [] key(@Nullable RawEvent raw) {
        return raw == null ? null : bounded(raw.getEventId()).getBytes(StandardCharsets.UTF_8);
    }

    private static String bounded(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
