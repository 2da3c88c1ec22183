package dev.firstlight.stream;

import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.SealedAddress;
import dev.firstlight.schema.avro.SealedBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Items of a pack that decode and that no collector writes, or that carry what a client put into a header. */
final class OddItems {

    private OddItems() {}

    static void make(String name, RawEvent raw) {
        switch (name) {
            case "pixel with a NUL" -> raw.setPixelId("12345\0");
            case "pixel of 65 letters" -> raw.setPixelId("p".repeat(65));
            case "pixel that is empty" -> raw.setPixelId("");
            case "pixel of another alphabet" -> raw.setPixelId("п");
            case "received in 2100" -> raw.setReceivedAt(4_102_444_800_001L);
            case "received before 1970" -> raw.setReceivedAt(-1);
            case "received at the end of time" -> raw.setReceivedAt(Long.MAX_VALUE);
            case "site that is empty" -> raw.setSite("");
            case "site with a NUL" -> raw.setSite("\0");
            case "site of 65 bytes" -> raw.setSite("s" + "ä".repeat(32));
            case "event id that is empty" -> raw.setEventId("");
            case "event id with a NUL" -> raw.setEventId("a\0");
            case "event id of 65 bytes" -> raw.setEventId("e".repeat(65));
            case "refused by the edge" -> raw.setRefusal("type_malformed");
            case "refused by the edge for what nobody knows" -> raw.setRefusal("no_such_reason");
            case "payload that is empty" -> raw.setPayload(ByteBuffer.allocate(0));
            case "payload of 65,537 bytes" -> raw.setPayload(ByteBuffer.allocate(65_537));
            case "referer of another encoding" -> raw.setReferer(latin1("http://a/ü"));
            case "referer with a NUL" -> raw.setReferer(latin1("http://a/\0"));
            case "referer of 5,000 bytes" -> raw.setReferer(latin1("x".repeat(5_000)));
            case "languages without a language" -> raw.setAcceptLanguage(latin1(" ;q=1, *"));
            case "language of 100 bytes" -> raw.setAcceptLanguage(latin1("x".repeat(100)));
            case "user agent that is all bytes" -> raw.setUserAgent(allBytes());
            case "sealed address without a key" -> raw.setAddress(new SealedAddress(1, new SealedBytes(new byte[16])));
            case "GPC by the header" -> raw.setGpc(true);
            default -> throw new AssertionError("no such item: " + name);
        }
    }

    private static ByteBuffer latin1(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static ByteBuffer allBytes() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return ByteBuffer.wrap(bytes);
    }
}
