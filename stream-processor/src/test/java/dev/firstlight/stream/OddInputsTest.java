package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.Reject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever may stand in the log: what becomes of it is in the table, and the partition moves on. */
class OddInputsTest {

    private static final String PIXEL = "12345";

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static TestPipeline pipeline;

    private static int made;

    @BeforeAll
    static void start() {
        pipeline = new TestPipeline(directory);
    }

    @AfterAll
    static void stop() {
        pipeline.close();
    }

    @TestFactory
    Stream<DynamicTest> shouldDoWithEachWhatTheTableSays() throws IOException {
        return OddInput.all().stream()
                .map(input -> DynamicTest.dynamicTest(input.toString(), () -> shouldDoWhatTheTableSays(input)));
    }

    @Test
    void shouldHaveAtLeastThreeHundredInputsEachUnderAName() throws IOException {
        List<String> names = OddInput.all().stream().map(OddInput::toString).toList();

        assertThat(names).hasSizeGreaterThanOrEqualTo(300).doesNotHaveDuplicates();
    }

    private static void shouldDoWhatTheTableSays(OddInput input) {
        String id = "odd-" + made++;

        append(input, id);
        pipeline.append(Raws.query("good", "e=click&eid=after-" + id, pipeline.clock.millis()));

        List<Event> events = pipeline.events();
        List<Reject> rejects = pipeline.rejects();
        assertThat(events).isNotEmpty().last().satisfies(good -> {
            assertThat(good.getEventId()).isEqualTo("after-" + id);
            assertThat(good.getWarnings()).isEmpty();
        });
        assertThat(pipeline.errorLines).isEmpty();
        if (input.refusal() == null) {
            assertThat(rejects).isEmpty();
            assertThat(events).hasSize(2);
            assertThat(outcome(events.get(0), input)).isEqualTo(input.columns());
        } else {
            assertThat(events).hasSize(1);
            assertThat(rejects).singleElement().satisfies(reject -> {
                assertThat(reject.getReason()).isEqualTo(input.refusal());
                String detail = input.columns().get("detail");
                assertThat(detail == null ? reject.getDetail() : detail).isEqualTo(reject.getDetail());
            });
        }
    }

    private static void append(OddInput input, String id) {
        String name = new String(input.input(), StandardCharsets.UTF_8);
        RawEvent raw = raw(id, input.form().equals("json") ? PayloadForm.JSON : PayloadForm.QUERY);
        if (input.form().equals("record")) {
            pipeline.appendBytes(new OddRecords(pipeline.pack(raw)).make(name));
            return;
        }
        if (input.form().equals("item")) {
            OddItems.make(name, raw);
        } else {
            raw.setPayload(ByteBuffer.wrap(input.input()));
        }
        pipeline.append(raw);
    }

    private static RawEvent raw(String id, PayloadForm form) {
        RawEvent raw = new RawEvent();
        raw.setReceivedAt(pipeline.clock.millis());
        raw.setPixelId(PIXEL);
        raw.setSite(PIXEL);
        raw.setDedupId(new DedupIdBytes(DedupId.ofEvent(PIXEL, id).bytes()));
        raw.setIdentity(IdentityKind.EVENT);
        raw.setEventId(id);
        raw.setForm(form);
        raw.setPayload(ByteBuffer.allocate(0));
        return raw;
    }

    /** All that the event says beyond what every event says, in the words of the table. */
    private static Map<String, String> outcome(Event event, OddInput input) {
        Map<String, String> outcome = new TreeMap<>();
        for (WireField field : WireField.values()) {
            Schema.Field column = Event.getClassSchema().getField(field.longName());
            put(outcome, field.longName(), column == null ? null : event.get(column.pos()));
        }
        put(outcome, "type_given", event.getTypeGiven());
        long occurred = event.getOccurredAt() - event.getReceivedAt();
        put(outcome, "occurred", occurred == 0 ? null : occurred);
        if (event.getType().equals("page_view") && !input.columns().containsKey("type")) {
            outcome.remove("type");
        }
        if (input.columns().containsKey("properties")) {
            outcome.put("properties", String.valueOf(event.getProperties().size()));
        } else {
            event.getProperties().forEach((name, value) -> outcome.put("p." + name, value));
        }
        putWarnings(outcome, event.getWarnings(), input.columns().get("warnings"));
        return outcome;
    }

    /** As the table has them, where they are the same in another order. */
    private static void putWarnings(Map<String, String> outcome, List<String> warnings, @Nullable String named) {
        if (warnings.isEmpty()) {
            return;
        }
        boolean isSame =
                named != null && new TreeSet<>(Arrays.asList(named.split(","))).equals(new TreeSet<>(warnings));
        String count = "*" + warnings.size();
        outcome.put("warnings", isSame ? named : count.equals(named) ? count : String.join(",", warnings));
    }

    private static void put(Map<String, String> outcome, String name, @Nullable Object value) {
        if (value != null && !value.equals(false)) {
            outcome.put(name, value.toString());
        }
    }
}
