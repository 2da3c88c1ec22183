package dev.firstlight.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.Payload;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.PayloadForm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** --set leaves everything as it came but for what it names. */
class PayloadEditsTest {

    @Test
    void shouldReplaceAFieldUnderEachOfItsNamesAndKeepTheRestByteForByte() {
        assertThat(query("e=bad type&x=%zz&%65vent=1&val=1&type=2&flag", "event=click"))
                .isEqualTo("x=%zz&val=1&flag&e=click");
    }

    @Test
    void shouldSetAPropertyWhateverItIsCalled() {
        assertThat(query("plan=a&p.plan=b&e=click", "plan=größer & mehr"))
                .isEqualTo("e=click&p.plan=gr%C3%B6%C3%9Fer+%26+mehr");
        assertThat(query("", "p.e=1")).isEqualTo("p.e=1");
    }

    @Test
    void shouldMendAQueryWhoseOnlyFaultIsInTheFieldThatIsSet() {
        assertThat(query("url=http://x/%zz&e=click", "url=http://x/")).isEqualTo("e=click&url=http%3A%2F%2Fx%2F");
    }

    @Test
    void shouldReplaceMembersAndLoseNoDigitOfTheOthers() {
        String edited = json(
                "{\"type\":\"bad type\",\"value\":12.50,\"properties\":{\"plan\":\"a\",\"type\":\"kept\"},\"p.plan\":1,\"big\":1E+400}",
                "e=click",
                "plan=b");

        assertThat(edited)
                .isEqualTo(
                        "{\"value\":12.50,\"properties\":{\"type\":\"kept\"},\"big\":1E+400,\"type\":\"click\",\"p.plan\":\"b\"}");
        Payload read = JsonPayload.read(edited.getBytes(StandardCharsets.UTF_8), 0, edited.length());
        assertThat(read.get(WireField.TYPE)).isEqualTo("click");
        assertThat(read.properties()).isEqualTo(Map.of("type", "kept", "big", "1E+400", "plan", "b"));
    }

    @Test
    void shouldNotEditJsonThatCannotBeRead() {
        for (String broken : List.of("{", "[]", "{\"a\":", "{\"a\":1")) {
            assertThat(PayloadEdits.apply(
                            PayloadForm.JSON,
                            broken.getBytes(StandardCharsets.UTF_8),
                            List.of(FieldEdit.parse("e=click"))))
                    .as(broken)
                    .isNull();
        }
    }

    @Test
    void shouldSayWhatAnEditLooksLike() {
        assertThatThrownBy(() -> FieldEdit.parse("=x")).hasMessageContaining("field=value");
        assertThatThrownBy(() -> FieldEdit.parse("x")).hasMessageContaining("field=value");
        assertThat(FieldEdit.parse("oid=a=b").value()).isEqualTo("a=b");
    }

    private static String query(String payload, String... edits) {
        return apply(PayloadForm.QUERY, payload, edits);
    }

    private static String json(String payload, String... edits) {
        return apply(PayloadForm.JSON, payload, edits);
    }

    private static String apply(PayloadForm form, String payload, String... edits) {
        byte[] edited = PayloadEdits.apply(
                form,
                payload.getBytes(StandardCharsets.UTF_8),
                Stream.of(edits).map(FieldEdit::parse).toList());
        return edited == null ? "" : new String(edited, StandardCharsets.UTF_8);
    }
}
