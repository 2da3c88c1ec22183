package dev.firstlight.collector.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.runtime.Settings;
import dev.firstlight.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PixelPolicyTest {

    @TempDir
    private Path directory;

    @Test
    void shouldGiveAnUnlistedPixelItselfAsSiteAndTheDefaults() throws IOException {
        PixelPolicy.Registry pixels = read("pixel-defaults { consent = required, gpc = honoured }");

        assertThat(pixels.of("12345")).isEqualTo(new PixelPolicy("12345", ConsentPolicy.REQUIRED, GpcPolicy.HONOURED));
    }

    @Test
    void shouldFillWhatAListedPixelDoesNotSayFromTheDefaults() throws IOException {
        PixelPolicy.Registry pixels =
                read("pixel-defaults { gpc = honoured }, pixels { a { site = shop }, b { consent = required } }");

        assertThat(pixels.of("a")).isEqualTo(new PixelPolicy("shop", ConsentPolicy.ASSUMED, GpcPolicy.HONOURED));
        assertThat(pixels.of("b")).isEqualTo(new PixelPolicy("b", ConsentPolicy.REQUIRED, GpcPolicy.HONOURED));
    }

    @Test
    void shouldPutAllPixelsIntoTheSiteOfTheDefaults() throws IOException {
        PixelPolicy.Registry pixels = read("pixel-defaults { site = all }, pixels { a {} }");

        assertThat(pixels.of("a").site()).isEqualTo("all");
        assertThat(pixels.of("b").site()).isEqualTo("all");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pixels { \"a.b\" {} }",
                "pixels { \"\" {} }",
                "pixels { a { site = \"two words\" } }",
                "pixel-defaults { site = \"a/b\" }",
                "pixels { a { konsent = required } }",
                "pixels { a = 5 }",
                "pixels { a { gpc = sometimes } }"
            })
    void shouldNameWhatIsWrongWithThePixels(String text) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> read(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "shop-checkout", "A_z-09"})
    void shouldKnowAPixelId(String id) {
        assertThat(PixelId.isPixelId(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a b", "caf\u00e9", "a/b", "a%20"})
    void shouldKnowWhatIsNoPixelId(String id) {
        assertThat(PixelId.isPixelId(id)).isFalse();
    }

    @Test
    void shouldTake64CharactersForAPixelIdAndNotOneMore() {
        assertThat(PixelId.isPixelId("x".repeat(64))).isTrue();
        assertThat(PixelId.isPixelId("x".repeat(65))).isFalse();
    }

    private PixelPolicy.Registry read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("collector.conf"), "collector { " + text + " }");
        Settings settings = Settings.load("collector", file, Map.of(), Set.of("pixels"));
        PixelPolicy.Registry pixels = PixelPolicy.from(settings);
        settings.verify();
        return pixels;
    }
}
