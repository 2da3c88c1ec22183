package dev.firstlight.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.stream.event.Warnings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldReaderTest {

    private final Warnings warnings = new Warnings();

    @ParameterizedTest
    @CsvSource({
        "19.90, 19.90",
        "0, 0",
        "-0, 0",
        "-5.5, -5.5",
        "+7, 7",
        ".5, 0.5",
        "5., 5",
        "99999999999999.9999, 99999999999999.9999",
        "00000000000000000012, 12"
    })
    void shouldKeepDecimalsThatFit(String given, String kept) {
        assertThat(FieldReader.read(WireField.VALUE, given, warnings)).isEqualTo(kept);
        assertThat(warnings.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1.00005, 1.0000", "1.00015, 1.0002", "1.00025, 1.0002", "-1.99999, -2.0000", "0.000000001, 0.0000"})
    void shouldRoundToFourDecimalsHalfEvenAndSaySo(String given, String kept) {
        assertThat(FieldReader.read(WireField.VALUE, given, warnings)).isEqualTo(kept);
        assertThat(warnings.list()).containsExactly("rounded:value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "1,5",
                "1e3",
                "1e999999999",
                "NaN",
                "Infinity",
                "--1",
                "1.2.3",
                "0x10",
                "100000000000000",
                "99999999999999.99999"
            })
    void shouldLeaveOutAmountsThatAreNone(String given) {
        assertThat(FieldReader.read(WireField.VALUE, given, warnings)).isNull();
        assertThat(warnings.list()).last().isEqualTo("malformed:value");
    }

    @Test
    void shouldTakeThePixelRatioAsBrowsersGiveIt() {
        assertThat(FieldReader.read(WireField.PIXEL_RATIO, "1.100000023841858", warnings))
                .isEqualTo("1.1000");
        assertThat(warnings.list()).isEmpty();
    }

    @Test
    void shouldReadCurrenciesFlagsAndNumbers() {
        assertThat(FieldReader.read(WireField.CURRENCY, "chf", warnings)).isEqualTo("CHF");
        assertThat(FieldReader.read(WireField.TEST, "1", warnings)).isEqualTo(true);
        assertThat(FieldReader.read(WireField.GPC, "FALSE", warnings)).isEqualTo(false);
        assertThat(FieldReader.read(WireField.SEQUENCE, "42", warnings)).isEqualTo(42L);
        assertThat(FieldReader.read(WireField.CREATED_AT, "1795000000000", warnings))
                .isEqualTo(1_795_000_000_000L);
        assertThat(warnings.list()).isEmpty();
    }

    @Test
    void shouldLeaveOutWithAWarningWhatDoesNotParse() {
        assertThat(FieldReader.read(WireField.CURRENCY, "francs", warnings)).isNull();
        assertThat(FieldReader.read(WireField.TEST, "yes", warnings)).isNull();
        assertThat(FieldReader.read(WireField.SEQUENCE, "9999999999999999999", warnings))
                .isNull();
        assertThat(FieldReader.read(WireField.SENT_AT, "17950000000000", warnings))
                .isNull();
        assertThat(warnings.list())
                .containsExactly("malformed:currency", "malformed:test", "malformed:sequence", "malformed:sent_at");
    }

    @Test
    void shouldTakeNothingForNothing() {
        for (WireField field : WireField.values()) {
            assertThat(FieldReader.read(field, " ", warnings)).isNull();
        }
        assertThat(warnings.list()).isEmpty();
    }

    @Test
    void shouldLeaveTextsWholeForWhatHidesSecretsInThem() {
        String text = "x" + "ä".repeat(300);

        assertThat(FieldReader.read(WireField.PAGE_TITLE, text, warnings)).isEqualTo(text);
        assertThat(warnings.list()).isEmpty();
    }

    @Test
    void shouldCutTooLongIdentities() {
        assertThat(FieldReader.read(WireField.ORDER_ID, "x".repeat(129), warnings))
                .isEqualTo("x".repeat(128));
        assertThat(warnings.list()).containsExactly("truncated:order_id");
    }

    @Test
    void shouldExplainTooLongTextsCutBetweenCharacters() {
        String text = "x" + "ä".repeat(300);

        String cut = String.valueOf(FieldReader.readFitted(WireField.PAGE_TITLE, text, warnings));

        assertThat(cut).isEqualTo("x" + "ä".repeat(255));
        assertThat(Utf8.length(cut)).isEqualTo(511);
        assertThat(warnings.list()).containsExactly("truncated:page_title");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"id\":\"a\",\"price\":1.5}]", " [1, 2] "})
    void shouldKeepItemsThatAreAnArrayWithoutWhiteSpaceBetween(String given) {
        assertThat(FieldReader.read(WireField.ITEMS, given, warnings)).isEqualTo(given.replace(" ", ""));
        assertThat(warnings.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[", "[1] 2", "[NaN]", "nonsense", "[\"\\u0000\"]", "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]"})
    void shouldLeaveOutItemsThatAreNone(String given) {
        assertThat(FieldReader.read(WireField.ITEMS, given, warnings)).isNull();
        assertThat(warnings.list()).containsExactly("malformed:items");
    }
}
