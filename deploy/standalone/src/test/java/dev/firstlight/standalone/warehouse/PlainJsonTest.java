package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against Jackson and the JDK's decoder of UTF-8: what is taken is JSON, and means what it means to them. */
final class PlainJsonTest {

    private static final ObjectMapper JACKSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final List<String> VALUES = List.of(
            "{\"a\":[1,-2.50e+7,0],\"b\":{\"c\":null,\"ü\":\"😀\"}, \"d\" : [ true , false ]}",
            "\"a \\\"b\\\" \\\\ \\/ \\b\\f\\n\\r\\t \\u0000 \\u00e9 \\u20ac \\ud83d\\ude00 é € 😀\"",
            "[[],{},\"\",[[[0.1E-9]]]]",
            "-0",
            "12345678901234567890.5");

    private static final List<String> NOTHINGS = List.of(
            "",
            "[",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "{a:1}",
            "01",
            "-",
            "+1",
            "1.",
            ".5",
            "1e",
            "NaN",
            "Infinity",
            "nul",
            "'a'",
            "\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\udc00\"",
            "\"\t\"",
            "[1]]",
            "1 2",
            "//\n1");

    /** Of UTF-8: too long a form, half a pair, past the last character, cut short, a continuation alone. */
    private static final List<byte[]> NO_TEXTS = List.of(
            bytes(0xc0, 0x80),
            bytes(0xe0, 0x80, 0x80),
            bytes(0xed, 0xa0, 0x80),
            bytes(0xf4, 0x90, 0x80, 0x80),
            bytes(0xf0, 0x80, 0x80, 0x80),
            bytes(0xc3),
            bytes(0xe2, 0x82),
            bytes(0x80),
            bytes(0xff));

    private final PlainJson json = new PlainJson();

    @Test
    void shouldTakeWhatIsJsonAndNothingElse() {
        for (String value : VALUES) {
            assertThat(json.isWhole(utf8(value))).as(value).isTrue();
        }
        for (String nothing : NOTHINGS) {
            assertThat(json.isWhole(utf8(nothing))).as(nothing).isFalse();
        }
        for (byte[] text : NO_TEXTS) {
            byte[] quoted = Arrays.copyOf(new byte[] {'"'}, text.length + 2);
            System.arraycopy(text, 0, quoted, 1, text.length);
            quoted[text.length + 1] = '"';
            assertThat(json.isWhole(quoted)).as(Arrays.toString(text)).isFalse();
        }
        assertThat(json.isWhole(utf8("[".repeat(64) + "]".repeat(64)))).isTrue();
        assertThat(json.isWhole(utf8("[".repeat(65) + "]".repeat(65)))).isFalse();
    }

    @Test
    void shouldTakeNothingThatJacksonRefusesAndReadAStringAsItDoes() throws Exception {
        long seed = System.nanoTime();
        System.out.println("PlainJsonTest seed " + seed);
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] value = Mutation.of(utf8(VALUES.get(random.nextInt(VALUES.size()))), random);
            if (json.isWhole(value)) {
                taken++;
                JsonNode read = read(value);
                if (read.isTextual()) {
                    byte[] text = text(value);
                    assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo(read.textValue());
                }
            }
        }
        assertThat(taken).isGreaterThan(20_000);
    }

    /** Each as long as it may be, then longer by one. */
    @Test
    void shouldTakeNoNameAndNoNumberThatIsLongerThanJacksonTakes() throws Exception {
        int name = StreamReadConstraints.DEFAULT_MAX_NAME_LEN;
        int number = StreamReadConstraints.DEFAULT_MAX_NUM_LEN;
        assertLongest("{\"", "x", name, "\":1}");
        assertLongest("[[],{\"a\":1,\"", "é", name / 2, "\" : 1}]");
        assertLongest("", "7", number, "");
        assertLongest("[0.", "7", number - 2, "]");
        assertLongest("{\"a\":-1.5e-", "7", number - 6, "}");
        assertThat(json.isWhole(utf8("\"" + "x".repeat(name + 1) + "\""))).isTrue();
    }

    private void assertLongest(String before, String one, int times, String after) throws Exception {
        byte[] longest = utf8(before + one.repeat(times) + after);
        assertThat(json.isWhole(longest)).as(before).isTrue();
        read(longest);
        assertThat(json.isWhole(utf8(before + one.repeat(times + 1) + after)))
                .as(before)
                .isFalse();
    }

    private byte[] text(byte[] value) {
        int to = json.string(value, 1);
        return PlainJson.unescaped(value, 1, to - 1);
    }

    private static JsonNode read(byte[] value) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(value))
                .toString();
        try {
            return JACKSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
