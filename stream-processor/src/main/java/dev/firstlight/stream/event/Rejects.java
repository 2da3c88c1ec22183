package dev.firstlight.stream.event;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.Reject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
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

    private static final String HERE = "stream-processor";
    private static final String EDGE = "collector";

    /** Longest text taken over from an item that may hold anything. */
    private static final int TEXT_MAX = 128;

    private final AvroCodec<Reject> codec;

    public Rejects(SchemaBook book) {
        codec = new AvroCodec<>(Reject.getClassSchema(), book);
    }

    /** A record or an item that does not decode. */
    public byte[] unreadable(Refusal why, String detail, Origin origin) {
        return encode(HERE, why.wireName(), detail, origin, null, origin.bytes());
    }

    /** An item that decodes and was refused here; {@code bytes} is what to keep of it. */
    public byte[] refused(Refusal why, String detail, Origin origin, RawEvent raw, byte[] bytes) {
        return encode(HERE, why.wireName(), detail, origin, raw, bytes);
    }

    /** An item the edge had refused. */
    public byte[] refusedAtEdge(String reason, Origin origin, RawEvent raw, byte[] payload) {
        return encode(EDGE, reason, null, origin, raw, payload);
    }

    private byte[] encode(
            String stage, String reason, @Nullable String detail, Origin origin, @Nullable RawEvent raw, byte[] bytes) {
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
        return codec.encode(reject);
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
