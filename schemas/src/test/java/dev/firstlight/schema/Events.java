package dev.firstlight.schema;

import dev.firstlight.schema.avro.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;

/** Events for tests of their formats. */
final class Events {

    /** 2026-11-22 02:39:02.123 UTC. */
    static final long RECEIVED_MS = 1_795_315_142_123L;

    private static final String LETTERS = "aZ09 \"\\/\b\n\t\u0001{}[]:,'<é漢\uD83D\uDE00\u202Eא\uFFFD";

    private Events() {}

    /** An event that carries only what every event carries. */
    static Event.Builder bare() {
        return Event.newBuilder()
                .setDedupId("00112233445566778899aabbccddeeff")
                .setIdentity("event")
                .setEventId("id-1")
                .setType("page_view")
                .setPixelId("12345")
                .setSite("shop")
                .setReceivedAt(RECEIVED_MS)
                .setOccurredAt(RECEIVED_MS - 5)
                .setProperties(Map.of())
                .setWarnings(List.of())
                .setRawPartition(3)
                .setRawOffset(17)
                .setRawIndex(0);
    }

    /** Any event: each column that may be absent is so half of the time, texts are of odd letters. */
    static Event any(Random random) {
        Event event = bare().build();
        for (EventColumn column : EventColumn.values()) {
            Schema.Field field = Event.getClassSchema().getField(column.columnName());
            boolean mayBeAbsent = field.schema().getType() == Schema.Type.UNION;
            if (!mayBeAbsent || random.nextBoolean()) {
                Object value = value(column, random);
                boolean isInt = field.schema().getType() == Schema.Type.INT;
                event.put(field.pos(), isInt ? (Object) random.nextInt(4_096) : value);
            }
        }
        return event;
    }

    private static Object value(EventColumn column, Random random) {
        return switch (column.kind()) {
            case TEXT -> text(random);
            case TIME ->
                random.nextInt(10) == 0 ? random.nextLong() >> random.nextInt(40) : RECEIVED_MS + random.nextInt();
            case LONG -> random.nextLong() >> random.nextInt(64);
            case FLAG -> random.nextBoolean();
            case DECIMAL -> random.nextInt(100_000) + (random.nextBoolean() ? ".50" : "");
            case JSON ->
                switch (column) {
                    case PROPERTIES -> properties(random);
                    case WARNINGS -> List.of("a", text(random));
                    default -> random.nextBoolean() ? "[{\"id\":\"s-1\",\"price\":12.50,\"n\":1E+400}]" : text(random);
                };
        };
    }

    private static Map<String, String> properties(Random random) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            properties.put(text(random) + i, text(random));
        }
        return properties;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            int at = random.nextInt(LETTERS.length());
            text.appendCodePoint(LETTERS.codePointAt(Character.isLowSurrogate(LETTERS.charAt(at)) ? at - 1 : at));
        }
        return text.toString();
    }
}
