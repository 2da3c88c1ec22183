package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One reading of consent for edge and processor; the processor's table, consent-cases.tsv, has more. */
final class ConsentStateTest {

    private static final String TCF_NONE = "COvFyGBOvFyGBAbAAAENAPCAAAAAAAAAAAAAAEEUACCKAAA";
    private static final String TCF_THREE = "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA.IFoEUQQgAIQwgIwQ";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "granted,GRANTED",
                "GRANTED:ads,GRANTED",
                "granted ads,GRANTED",
                "granted|ads,GRANTED",
                "denied,DENIED",
                "Denied;all,DENIED",
                "unknown,UNKNOWN",
                "not-required,NOT_REQUIRED",
                "Not_Required,NOT_REQUIRED",
                "G111,GRANTED",
                "G1-1,GRANTED",
                "G100,DENIED",
                "G1-0,DENIED",
                "G1--,UNKNOWN",
                TCF_THREE + ",GRANTED",
                TCF_NONE + ",DENIED",
                TCF_NONE + ".IFoE,DENIED"
            })
    void shouldTellWhatATextSays(String text, ConsentState state) {
        assertThat(ConsentState.of(text)).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "yes",
                "1",
                "grantedx",
                "deniedx",
                "grant",
                "g111",
                "G112",
                "G11",
                "G1111",
                "DBAA",
                "COvFyGBOvFyGB"
            })
    void shouldTellNothingOfWhatIsNoFormOfIt(String text) {
        assertThat(ConsentState.of(text)).isNull();
    }

    @Test
    void shouldLookNoFurtherThanTheColumnIsWide() {
        String wide = TCF_NONE + ".";
        String filled = wide + "A".repeat(WireField.CONSENT.bytesMax() - wide.length());

        assertThat(ConsentState.of(filled + "!")).isEqualTo(ConsentState.DENIED);
        assertThat(ConsentState.of(wide + "!")).isNull();
    }

    @Test
    void shouldKnowAWordAtTheBeginningOfAnything() {
        assertThat(ConsentState.DENIED.begins("deniedbyuser")).isTrue();
        assertThat(ConsentState.DENIED.begins("denie")).isFalse();
    }
}
