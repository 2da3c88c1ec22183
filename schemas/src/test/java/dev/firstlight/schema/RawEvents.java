package dev.firstlight.schema;

import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.SealedAddress;
import dev.firstlight.schema.avro.SealedBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Random raw events and pack headers for tests; the modules' own tests use them too. */
public final class RawEvents {

    private RawEvents() {}

    public static RawEvent random(Random random) {
        return RawEvent.newBuilder()
                .setReceivedAt(random.nextLong())
                .setPixelId("pixel-" + random.nextInt(100))
                .setSite(text(random))
                .setDedupId(new DedupIdBytes(bytes(random, 16)))
                .setIdentity(IdentityKind.values()[random.nextInt(2)])
                .setEventId(text(random))
                .setEventIdMade(random.nextBoolean())
                .setRefusal(random.nextBoolean() ? null : "nul_byte")
                .setForm(PayloadForm.values()[random.nextInt(2)])
                .setPayload(ByteBuffer.wrap(bytes(random, random.nextInt(200))))
                .setAddress(
                        random.nextBoolean()
                                ? null
                                : new SealedAddress(random.nextInt(30_000), new SealedBytes(bytes(random, 16))))
                .setGpc(random.nextBoolean())
                .setUserAgent(maybe(random))
                .setReferer(maybe(random))
                .setAcceptLanguage(maybe(random))
                .setChUa(maybe(random))
                .setChUaMobile(maybe(random))
                .setChUaPlatform(maybe(random))
                .build();
    }

    /** Says the same by slices, each somewhere in an array of its own. */
    public static void slice(RawEvent raw, Random random, EventSlices to) {
        DedupId dedupId = DedupId.of(raw.getDedupId().bytes());
        SealedAddress address = raw.getAddress();
        to.receivedAtMs = raw.getReceivedAt();
        slice(utf8(raw.getPixelId()), random, to.pixel);
        slice(utf8(raw.getSite()), random, to.site);
        to.dedupIdHi = dedupId.hi();
        to.dedupIdLo = dedupId.lo();
        to.identity = raw.getIdentity();
        slice(utf8(raw.getEventId()), random, to.eventId);
        to.isEventIdMade = raw.getEventIdMade();
        slice(raw.getRefusal() == null ? null : utf8(raw.getRefusal()), random, to.refusal);
        to.form = raw.getForm();
        slice(bytes(raw.getPayload()), random, to.payload);
        to.hasAddress = address != null;
        to.keyDay = address == null ? random.nextInt() : address.getKeyDay();
        System.arraycopy(
                address == null ? bytes(random, 16) : address.getSealed().bytes(), 0, to.sealed, 0, 16);
        to.hasGpc = raw.getGpc();
        slice(bytes(raw.getUserAgent()), random, to.userAgent);
        slice(bytes(raw.getReferer()), random, to.referer);
        slice(bytes(raw.getAcceptLanguage()), random, to.acceptLanguage);
        slice(bytes(raw.getChUa()), random, to.chUa);
        slice(bytes(raw.getChUaMobile()), random, to.chUaMobile);
        slice(bytes(raw.getChUaPlatform()), random, to.chUaPlatform);
    }

    private static void slice(byte @Nullable [] content, Random random, Slice to) {
        if (content == null) {
            to.clear();
            return;
        }
        byte[] array = bytes(random, content.length + random.nextInt(9));
        int from = random.nextInt(array.length - content.length + 1);
        System.arraycopy(content, 0, array, from, content.length);
        to.set(array, from, content.length);
    }

    public static PackEncoder.Header header(Random random) {
        Map<String, Long> refused = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            refused.put(Refusal.values()[random.nextInt(Refusal.values().length)].wireName(), random.nextLong());
        }
        return new PackEncoder.Header(
                random.nextLong(),
                random.nextInt(256),
                random.nextInt(4_096),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                refused);
    }

    private static String text(Random random) {
        return "aé日\uD83D\uDED2".repeat(random.nextInt(5));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static @Nullable ByteBuffer maybe(Random random) {
        return random.nextBoolean() ? null : ByteBuffer.wrap(bytes(random, random.nextInt(40)));
    }
}
