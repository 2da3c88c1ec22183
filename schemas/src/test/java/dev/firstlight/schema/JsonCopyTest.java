package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonCopyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[ 1 , 2.50, -0, 1e2, 1E+2, 1e999999999 ] | [1,2.50,-0,1e2,1E+2,1e999999999]",
                "{\"b\" : {}, \"a\":[ [] , null, true,false] } | {\"b\":{},\"a\":[[],null,true,false]}",
                "[\"\\u00e4\\n\\/\"] | [\"ä\\n/\"]",
                "[] | []"
            })
    void shouldCopyWithoutWhiteSpaceAndNumbersAsWritten(String given, String copy) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(given)) {
            parser.nextToken();

            assertThat(JsonCopy.of(parser)).isEqualTo(copy);
            assertThat(parser.nextToken()).isNull();
        }
    }

    @Test
    void shouldReadAnEventWithANumberThatNoDecimalHas() {
        byte[] json = "{\"items\":[1e99999999999],\"x\":1e99999999999}".getBytes(StandardCharsets.UTF_8);

        Payload payload = JsonPayload.read(json, 0, json.length);

        assertThat(payload.refusal()).isNull();
        assertThat(payload.get(WireField.ITEMS)).isEqualTo("[1e99999999999]");
        assertThat(payload.properties()).containsEntry("x", "1e99999999999");
    }
}
