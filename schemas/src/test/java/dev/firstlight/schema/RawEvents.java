package dev.firstlight.schema;

import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.SealedAddress;
import dev.firstlight.schema.avro.SealedBytes;
import java.nio.ByteBuffer;
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

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static @Nullable ByteBuffer maybe(Random random) {
        return random.nextBoolean() ? null : ByteBuffer.wrap(bytes(random, random.nextInt(40)));
    }
}
