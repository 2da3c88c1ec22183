package dev.firstlight.stream.enrich.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHintShapeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Google Chrome\";v=\"131\", \"Chromium\";v=\"131\", \"Not_A Brand\";v=\"24\"",
                "\" Not A;Brand\";v=\"99\",\"Chromium\";v=\"99\"",
                "\"Not(A:Brand\"; v=\"8\""
            })
    void shouldKnowBrands(String text) {
        assertThat(ClientHintShape.isBrands(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Chrome",
                "\"Chrome\"",
                "\"Chrome\";v=131",
                "\"Chrome\";v=\"131\",",
                "\"Chrome\";v=\"131\" \"Chromium\";v=\"131\"",
                "\"Chrome;v=\"131\"",
                "\"Chr\u00f6me\";v=\"131\"",
                "\"Chr\tme\";v=\"131\"",
                "(((((((("
            })
    void shouldKnowWhatAreNoBrands(String text) {
        assertThat(ClientHintShape.isBrands(text)).isFalse();
    }

    @Test
    void shouldTakeEightBrandsOfSixtyCharactersAndNoMore() {
        String brand = "\"" + "x".repeat(60) + "\";v=\"1\"";

        assertThat(ClientHintShape.isBrands((brand + ", ").repeat(7) + brand)).isTrue();
        assertThat(ClientHintShape.isBrands((brand + ", ").repeat(8) + brand)).isFalse();
        assertThat(ClientHintShape.isBrands("\"" + "x".repeat(70) + "\";v=\"1\""))
                .isFalse();
    }

    @Test
    void shouldKnowTheOtherHints() {
        assertThat(ClientHintShape.isMobile("?1")).isTrue();
        assertThat(ClientHintShape.isMobile("1")).isFalse();
        assertThat(ClientHintShape.isPlatform("\"Chrome OS\"")).isTrue();
        assertThat(ClientHintShape.isPlatform("Windows")).isFalse();
        assertThat(ClientHintShape.isPlatform("\"Windows\"x")).isFalse();
        assertThat(ClientHintShape.isPlatform("")).isFalse();
    }
}
