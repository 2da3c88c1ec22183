package dev.firstlight.collector.event;

import static dev.firstlight.collector.event.Facts.bytes;
import static dev.firstlight.collector.event.Readers.event;
import static dev.firstlight.collector.event.Readers.json;
import static dev.firstlight.collector.event.Readers.query;
import static dev.firstlight.collector.event.Readers.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HitReaderTest {

    private final HitReader reader = Readers.assuming();

    @Test
    void shouldCarryTheQueryByteForByteAsItCame() {
        byte[] sent = bytes("e=click&username=Shippy&q=caf%C3%A9&raw=\u00e9");

        RawEvent raw = event(reader.readQuery("12345", sent, Facts.plain())).raw();

        assertThat(raw.getForm()).isEqualTo(PayloadForm.QUERY);
        assertThat(raw.getPayload()).isEqualTo(ByteBuffer.wrap(sent));
        assertThat(raw.getPixelId()).isEqualTo("12345");
        assertThat(raw.getSite()).isEqualTo("12345");
        assertThat(raw.getReceivedAt()).isEqualTo(Facts.NOW_MS);
        assertThat(raw.getUserAgent()).isEqualTo(ByteBuffer.wrap(bytes("UA/1.0")));
        assertThat(raw.getReferer()).isEqualTo(ByteBuffer.wrap(bytes("https://shop.example/")));
        assertThat(raw.getAcceptLanguage()).isNull();
        assertThat(raw.getRefusal()).isNull();
    }

    @Test
    void shouldCarryJsonByteForByteAsItCame() {
        String sent = "{ \"type\":\"click\", \"colour\": \"r\u00f6t\" }";

        RawEvent raw = event(json(reader, sent)).raw();

        assertThat(raw.getForm()).isEqualTo(PayloadForm.JSON);
        assertThat(raw.getPayload()).isEqualTo(ByteBuffer.wrap(bytes(sent)));
    }

    @Test
    void shouldLeaveTheAddressOutOfTheEventAndBesideIt() {
        byte[] address = {1, 2, 3};

        Hit.Event hit = event(reader.readQuery("12345", bytes("e=click"), Facts.of(false, address)));

        assertThat(hit.address()).isEqualTo(address);
        assertThat(hit.raw().getAddress()).isNull();
    }

    @Test
    void shouldTakeAnEmptyQueryAsAPageView() {
        assertThat(event(query(reader, "")).raw().getEventIdMade()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"click", "CLICK", "my.own:type-2_x", "%20click%20", ""})
    void shouldTakeTypesOfTheAllowedForm(String type) {
        event(query(reader, "e=" + type));
    }

    @Test
    void shouldTakeATypeOf64CharactersAndRefuseOneMore() {
        event(query(reader, "e=" + "a".repeat(64)));

        refused(query(reader, "e=" + "a".repeat(65)), Refusal.TYPE_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two%20words", "caf%C3%A9", "%ff", "a/b", "%3Cscript%3E"})
    void shouldRefuseATypeOfAnotherForm(String type) {
        refused(query(reader, "e=" + type), Refusal.TYPE_MALFORMED);
    }

    @Test
    void shouldRefuseABrokenPercentEscapeAndKeepTheBytesMarked() {
        Hit.Refused hit = refused(query(reader, "e=click&x=%zz"), Refusal.QUERY_MALFORMED);

        Hit.Event kept = Objects.requireNonNull(hit.kept());
        assertThat(kept.raw().getRefusal()).isEqualTo("query_malformed");
        assertThat(kept.raw().getPayload()).isEqualTo(ByteBuffer.wrap(bytes("e=click&x=%zz")));
        assertThat(kept.raw().getEventIdMade()).isTrue();
    }

    @Test
    void shouldKeepNoAddressOfWhatItRefuses() {
        Hit hit = reader.readQuery("12345", bytes("x=%"), Facts.of(false, new byte[16]));

        Hit.Event kept =
                Objects.requireNonNull(refused(hit, Refusal.QUERY_MALFORMED).kept());
        assertThat(kept.address()).isNull();
        assertThat(kept.raw().getAddress()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"e=click%00", "%00=1", "p.x=a%00b"})
    void shouldRefuseANul(String query) {
        refused(query(reader, query), Refusal.NUL_BYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"url\":\"a\\u0000b\"}", "{\"a\\u0000\":1}", "{\"items\":[\"\\u0000\"]}"})
    void shouldRefuseANulInJson(String json) {
        refused(json(reader, json), Refusal.NUL_BYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"text\"", "{\"type\":click}", "{} {}", "{'type':'click'}"})
    void shouldRefuseWhatIsNoJsonObject(String json) {
        refused(json(reader, json), Refusal.JSON_MALFORMED);
    }

    @Test
    void shouldRefuseJsonThatIsNestedTooDeep() {
        String deep = "{\"a\":" + "[".repeat(JsonPayload.DEPTH_MAX) + "]".repeat(JsonPayload.DEPTH_MAX) + "}";

        refused(json(reader, deep), Refusal.JSON_TOO_DEEP);
    }

    @Test
    void shouldRefuseAnEventBeyond64KibAndKeepItsHead() {
        String large = "{\"x\":\"" + "y".repeat(JsonPayload.EVENT_BYTES_MAX) + "\"}";

        Hit.Refused hit = refused(json(reader, large), Refusal.EVENT_TOO_LARGE);

        assertThat(Objects.requireNonNull(hit.kept()).raw().getPayload().remaining())
                .isEqualTo(JsonPayload.EVENT_BYTES_MAX);
    }

    @Test
    void shouldRefuseWhatIsBeyondTheLimitsThatItIsGivenAndKeepItWhole() {
        HitReader strict = new HitReader(Readers.assuming().pixels(), new EventIds(), new EventLimits(1_024, 2));
        String large = "{\"x\":\"" + "y".repeat(1_017) + "\"}";

        event(json(strict, large.replaceFirst("y", "")));
        event(json(strict, "{\"a\":[]}"));
        Hit.Refused tooLarge = refused(json(strict, large), Refusal.EVENT_TOO_LARGE);
        refused(query(strict, "x=" + "y".repeat(1_023)), Refusal.EVENT_TOO_LARGE);
        refused(json(strict, "{\"a\":[{}]}"), Refusal.JSON_TOO_DEEP);

        assertThat(Objects.requireNonNull(tooLarge.kept()).raw().getPayload()).isEqualTo(ByteBuffer.wrap(bytes(large)));
    }

    @Test
    void shouldTellTheDetailInItsOwnWordsOnly() {
        Hit.Refused hit = refused(query(reader, "e=secret!"), Refusal.TYPE_MALFORMED);

        assertThat(hit.detail()).isNotEmpty().doesNotContain("secret");
    }

    @Test
    void shouldGiveWhatItRefusesADifferentIdEachTime() {
        Hit.Refused first = refused(query(reader, "x=%"), Refusal.QUERY_MALFORMED);
        Hit.Refused second = refused(query(reader, "x=%"), Refusal.QUERY_MALFORMED);

        assertThat(Objects.requireNonNull(first.kept()).dedupId())
                .isNotEqualTo(Objects.requireNonNull(second.kept()).dedupId());
    }

    @Test
    void shouldTakeBytesThatAreNoUtf8OutsideOfTheIdentity() {
        byte[] sent = "ti=caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);

        event(reader.readQuery("12345", sent, Facts.plain()));
    }
}
