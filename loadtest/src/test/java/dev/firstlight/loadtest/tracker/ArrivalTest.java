package dev.firstlight.loadtest.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArrivalTest {

    /** The reading of the log would end at the first of them. */
    @ParameterizedTest
    @CsvSource({"JSON, '{\"a\": '", "JSON, ''", "JSON, nothing", "QUERY, 'a=%zz'", "QUERY, 'a=%4'"})
    void shouldHaveNoFieldsOfARefusalThatCannotBeRead(PayloadForm form, String payload) throws Exception {
        RawEvent refused = item(form, payload);
        refused.setRefusal("json_malformed");

        Arrival arrival = Arrival.of(refused);

        assertThat(arrival.isRefused()).isTrue();
        assertThat(arrival.fields()).isEmpty();
    }

    @Test
    void shouldHaveTheFieldsOfARefusalThatCan() throws Exception {
        RawEvent refused = item(PayloadForm.JSON, "{\"type\": \"No Type\"}");
        refused.setRefusal("type_malformed");

        assertThat(Arrival.of(refused).text("type")).isEqualTo("No Type");
    }

    @Test
    void shouldTellOfAnEventThatCannotBeRead() {
        RawEvent event = item(PayloadForm.JSON, "{\"a\": ");

        assertThatThrownBy(() -> Arrival.of(event)).isInstanceOf(JsonProcessingException.class);
    }

    private static RawEvent item(PayloadForm form, String payload) {
        RawEvent raw = new RawEvent();
        raw.setReceivedAt(1_700_000_000_000L);
        raw.setPixelId("12345");
        raw.setEventId("e-1");
        raw.setForm(form);
        raw.setPayload(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
        return raw;
    }
}
