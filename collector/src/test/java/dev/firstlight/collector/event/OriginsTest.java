package dev.firstlight.collector.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstlight.runtime.Settings;
import dev.firstlight.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example",
                "http://localhost:3000",
                "http://127.0.0.1:8088",
                "https://[2001:db8::1]:8443",
                "https://xn--caf-dma.example",
                "https://a",
                "capacitor://localhost",
                "http://shop.example:443"
            })
    void shouldMatchWhatIsListedAndAnswerTheListedText(String origin) throws IOException {
        Origins origins = read("origins = [\"https://other.example\", \"" + origin + "\"]");
        String asked = new String(origin.toCharArray());

        assertThat(origins.match(List.of(asked))).isEqualTo(origin).isNotSameAs(asked);
    }

    @Test
    void shouldMatchNothingButExactlyOneListedLine() {
        Origins origins = new Origins(List.of("https://shop.example"), false);

        assertThat(origins.match(List.of())).isNull();
        assertThat(origins.match(List.of("https://shop.example", "https://shop.example")))
                .isNull();
        assertThat(origins.match(List.of("https://shop.example "))).isNull();
    }

    @Test
    void shouldRefuseOtherOriginsOnlyWhereTheListIsEnforced() {
        Origins listed = new Origins(List.of("https://shop.example"), false);
        Origins enforced = new Origins(List.of("https://shop.example"), true);

        assertThat(listed.isRefused(List.of("https://evil.example"))).isFalse();
        assertThat(enforced.isRefused(List.of("https://evil.example"))).isTrue();
        assertThat(enforced.isRefused(List.of("null"))).isTrue();
        assertThat(enforced.isRefused(List.of("https://shop.example"))).isFalse();
        assertThat(enforced.isRefused(List.of())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "origins = []", "origins = [\"*\"]"})
    void shouldTakeAnEmptyListAndTheStarForAnyOrigin(String text) throws IOException {
        assertThat(read(text)).isEqualTo(Origins.ANY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "shop.example",
                "https://",
                "https://shop.example/",
                "https://shop.example/path",
                "HTTPS://shop.example",
                "https://Shop.example",
                "https://shop.example:",
                "https://shop.example:0443",
                "https://shop.example:443",
                "http://shop.example:80",
                "https://*.shop.example",
                "https://user@shop.example",
                "https://shop.example?x",
                "https://shop.example,https://other.example",
                "https://shop.example https://other.example",
                "https://.shop.example",
                "https://caf\u00e9.example",
                "https://shop.example\\r\\nSet-Cookie: a=b",
                "https://shop.example\\n",
                "//shop.example"
            })
    void shouldSayWhatIsNoOrigin(String origin) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read("origins = [\"" + origin + "\"]"))
                .withMessageContaining("collector.pixel-defaults.origins: '");
    }

    @Test
    void shouldNotMixTheStarWithOrigins() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read("origins = [\"https://shop.example\", \"*\"]"))
                .withMessageContaining("'*' stands for any origin and so alone");
    }

    @Test
    void shouldTake100OriginsAndNotOneMore() throws IOException {
        assertThat(read("origins = [" + many(100) + "]").listed()).hasSize(100);
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read("origins = [" + many(101) + "]"))
                .withMessageContaining("101 origins are more than 100");
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"https://shop" + i + ".example\"")
                .collect(Collectors.joining(","));
    }

    private Origins read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("collector.conf"), "collector.pixel-defaults { " + text + " }");
        Settings settings = Settings.load("collector", file, Map.of(), Set.of());
        Origins origins = Origins.read(settings, "pixel-defaults.");
        settings.verify();
        return origins;
    }
}
