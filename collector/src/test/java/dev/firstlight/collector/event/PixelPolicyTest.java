package dev.firstlight.collector.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.runtime.Settings;
import dev.firstlight.runtime.SettingsException;
import dev.firstlight.schema.Refusal;
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

    @Test
    void shouldAcceptUnknownPixelsUnlessToldNot() throws IOException {
        PixelPolicy.Registry open = read("pixels { a {} }");
        PixelPolicy.Registry closed = read("accept-unknown = false, pixels { a {} }");

        assertThat(open.refusal("b")).isNull();
        assertThat(closed.refusal("a")).isNull();
        assertThat(closed.refusal("b")).isEqualTo(Refusal.PIXEL_UNKNOWN);
    }

    @Test
    void shouldRefuseRetiredPixelsOnly() throws IOException {
        PixelPolicy.Registry pixels = read("pixels { old { status = retired }, quiet { status = paused }, a {} }");

        assertThat(pixels.refusal("old")).isEqualTo(Refusal.PIXEL_RETIRED);
        assertThat(pixels.refusal("quiet")).isNull();
        assertThat(pixels.refusal("a")).isNull();
    }

    @Test
    void shouldTakeStatusAndOriginsFromTheDefaults() throws IOException {
        PixelPolicy.Registry pixels = read("pixel-defaults { status = retired, origins = [\"https://shop.example\"] },"
                + " pixels { a { status = active, origins = [\"*\"] } }");

        assertThat(pixels.refusal("b")).isEqualTo(Refusal.PIXEL_RETIRED);
        assertThat(pixels.origins("b").listed()).containsExactly("https://shop.example");
        assertThat(pixels.refusal("a")).isNull();
        assertThat(pixels.origins("a").isAny()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pixels { \"a.b\" {} }",
                "pixels { a { status = off } }",
                "accept-unknown = maybe",
                "pixel-defaults { origins-enforced = true }",
                "pixel-defaults { origins-enforced = true, origins = [\"*\"] }",
                "pixels { a { origins = https://shop.example } }",
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
