package dev.firstlight.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each character alone and at the end of a name, and each length about the bound, against the patterns of the wire table. */
final class NamesTest {

    @Test
    void shouldTakeTheCharactersAndLengthsOfAPixel() {
        for (String text : texts()) {
            assertThat(Names.isPixel(text)).as(text).isEqualTo(text.matches("[A-Za-z0-9_-]{1,64}"));
        }
    }

    @Test
    void shouldTakeTheCharactersAndLengthsOfAType() {
        for (String text : texts()) {
            assertThat(Names.isType(text)).as(text).isEqualTo(text.matches("[a-z0-9_.:-]{1,64}"));
        }
    }

    private static String[] texts() {
        String[] texts = new String[2 * 0x400 + 67];
        int at = 0;
        for (char c = 0; c < 0x400; c++) {
            texts[at++] = String.valueOf(c);
            texts[at++] = "name" + c;
        }
        for (int length = 0; length < 67; length++) {
            texts[at++] = "a".repeat(length);
        }
        return texts;
    }
}
