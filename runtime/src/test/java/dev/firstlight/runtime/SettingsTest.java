package dev.firstlight.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {

    private enum Mode {
        FAST_LANE,
        SLOW
    }

    @TempDir
    private Path directory;

    @Test
    void shouldStandOnTheReferenceAlone() {
        Settings settings = Settings.load("test-service", null, Map.of(), Set.of());

        assertThat(settings.text("http.host")).isEqualTo("127.0.0.1");
        assertThat(settings.integer("http.port", 0, 65_535)).isEqualTo(8_080);
        assertThat(settings.duration("http.ack-timeout", Duration.ZERO, Duration.ofMinutes(1)))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.bytes("http.bytes-max", 1, 1 << 20)).isEqualTo(65_536);
        assertThat(settings.oneOf("mode", Mode.class)).isEqualTo(Mode.FAST_LANE);
        assertThat(settings.texts("names")).isEqualTo(List.of("a", "b"));
        assertThat(settings.flag("is-on")).isTrue();
        assertThat(settings.textOrNone("optional")).isNull();
        settings.verify();
    }

    @Test
    void shouldPutTheFileOverTheReferenceAndTheEnvironmentOverBoth() {
        Settings settings = load(
                "test-service { http { port = 1, host = file, bytes-max = 1 KiB } }",
                Map.of("TEST_SERVICE_HTTP_PORT", "2", "TEST_SERVICE_HTTP_ACK_TIMEOUT", "7 ms", "OTHER_HTTP_PORT", "3"));

        assertThat(settings.integer("http.port", 0, 65_535)).isEqualTo(2);
        assertThat(settings.text("http.host")).isEqualTo("file");
        assertThat(settings.bytes("http.bytes-max", 0, 4_096)).isEqualTo(1_024);
        assertThat(settings.duration("http.ack-timeout", Duration.ZERO, Duration.ofMinutes(1)))
                .isEqualTo(Duration.ofMillis(7));
        settings.verify();
    }

    @Test
    void shouldNameAnUnknownKeyWithItsPlaceAndThoseThatAreKnown() {
        Settings settings = load("test-service {\n  http.prot = 1\n}\nother-service { anything = 1 }", Map.of());

        SettingsException e = problemsOf(settings);

        assertThat(e.problems()).hasSize(1);
        assertThat(e.problems().get(0))
                .startsWith("test-service.http.prot: unknown key (")
                .contains("service.conf: 2")
                .contains("known here: [ack-timeout, bytes-max, host, port]");
    }

    @Test
    void shouldReportEveryProblemAtOnceAndAnswerTheDefaultMeanwhile() {
        Settings settings = load("""
                test-service {
                  http { port = 70000, ack-timeout = soon, bytes-max = 1 GiB, host = null }
                  mode = sideways
                  is-on = maybe
                  nonsense = 1
                  pixel-defaults = 7
                }
                """, Map.of());

        assertThat(settings.integer("http.port", 0, 65_535)).isEqualTo(8_080);
        assertThat(settings.duration("http.ack-timeout", Duration.ZERO, Duration.ofMinutes(1)))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.bytes("http.bytes-max", 0, 1 << 20)).isEqualTo(65_536);
        assertThat(settings.text("http.host")).isEqualTo("127.0.0.1");
        assertThat(settings.oneOf("mode", Mode.class)).isEqualTo(Mode.FAST_LANE);
        assertThat(settings.flag("is-on")).isTrue();
        settings.problem("http", "is not to our liking");

        assertThat(problemsOf(settings).problems())
                .hasSize(9)
                .anyMatch(problem -> problem.startsWith("test-service.nonsense: unknown key"))
                .anyMatch(problem -> problem.startsWith("test-service.pixel-defaults: a section was expected"))
                .anyMatch(problem -> problem.contains("http.port: ")
                        && problem.contains("70000 is not within 0 … 65535")
                        && problem.contains("service.conf: 2"))
                .anyMatch(problem -> problem.contains("http.ack-timeout: "))
                .anyMatch(problem -> problem.contains("http.bytes-max: ") && problem.contains("bytes"))
                .anyMatch(problem -> problem.contains("http.host: "))
                .anyMatch(problem -> problem.contains("mode: ") && problem.contains("is one of [fast-lane, slow]"))
                .anyMatch(problem -> problem.contains("is-on: "))
                .anyMatch(problem -> problem.equals("test-service.http: is not to our liking"));
    }

    @Test
    void shouldSayThatAValueCameFromTheEnvironment() {
        Settings settings = load("", Map.of("TEST_SERVICE_HTTP_PORT", "many"));
        settings.integer("http.port", 0, 65_535);

        assertThat(problemsOf(settings).problems()).singleElement().asString().contains("TEST_SERVICE_HTTP_PORT");
    }

    @Test
    void shouldTakeAnyKeyInAnOpenSectionAndCheckItAgainstWhatIsKnown() {
        Settings settings = load("test-service { open { \"a.b\" = 1, c.d = x, e = true } }", Map.of());

        assertThat(settings.open("open", Set.of())).isEqualTo(Map.of("a.b", "1", "c.d", "x", "e", "true"));
        settings.verify();
        settings.open("open", Set.of("a.b", "c.d"));

        assertThat(problemsOf(settings).problems())
                .containsExactly("test-service.open.e: is no name that the client knows");
    }

    @Test
    void shouldReadSectionsOverTheirTemplate() {
        Settings settings = load("test-service { pixels { \"12345\" { site = shop }, x { consnet = no } } }", Map.of());

        Map<String, Settings> pixels = settings.sections("pixels", "pixel-defaults");

        assertThat(pixels).containsOnlyKeys("12345", "x");
        Settings pixel = Objects.requireNonNull(pixels.get("12345"));
        assertThat(pixel.text("site")).isEqualTo("shop");
        assertThat(pixel.text("consent")).isEqualTo("assumed");
        assertThat(problemsOf(settings).problems())
                .singleElement()
                .asString()
                .startsWith("test-service.pixels.x.consnet: unknown key");
    }

    @Test
    void shouldShowTheValuesInForceWithoutSecrets() {
        Settings settings = load(
                "test-service { sasl-password = hush, http.port = 7, open { \"sasl.jaas.config\" = \"hush hush\" } }",
                Map.of());

        assertThat(settings.effectiveJson())
                .contains("\"port\" : 7")
                .contains("\"host\" : \"127.0.0.1\"")
                .contains("******")
                .doesNotContain("hush");
    }

    @Test
    void shouldTakeOnlyTheNamedValuesFromANewerReading() {
        Settings first = load("test-service { http.port = 1, pixels { a = 1 } }", Map.of());
        Settings newer = load("test-service { http.port = 2, pixels { b = 2 } }", Map.of());

        Settings inForce = first.with(newer, Set.of("pixels"));

        assertThat(inForce.integer("http.port", 0, 9)).isEqualTo(1);
        assertThat(inForce.effectiveJson()).contains("\"b\" : 2").doesNotContain("\"a\" : 1");
        assertThat(inForce.hasValuesOf(newer)).isFalse();
        assertThat(inForce.hasValuesOf(load("test-service { pixels { b = 2 }, http.port = 1 }", Map.of())))
                .isTrue();
    }

    @Test
    void shouldRefuseAFileThatIsNotThereOrNoHocon() throws IOException {
        assertThatThrownBy(() -> Settings.load("test-service", directory.resolve("none"), Map.of(), Set.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("no such file");
        Path broken = Files.writeString(directory.resolve("broken.conf"), "test-service {");
        assertThatThrownBy(() -> Settings.load("test-service", broken, Map.of(), Set.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("broken.conf");
    }

    @Test
    void shouldNameEachFileBeforeItIsReadAndTheIncludedOnesThatAreMissing() throws IOException {
        Files.writeString(directory.resolve("http.conf"), "include \"deep.conf\", port = 1");
        Path main = Files.writeString(
                directory.resolve("main.conf"),
                "test-service { http { include \"http.conf\", include \"none.conf\" } }");
        List<Path> named = new ArrayList<>();

        Settings settings = Settings.load("test-service", main, Map.of(), Set.of(), file -> {
            named.add(file.getFileName());
            if (file.endsWith("deep.conf")) {
                write(file, "host = late.example");
            }
        });

        assertThat(named)
                .containsExactly(
                        Path.of("main.conf"), Path.of("http.conf"), Path.of("deep.conf"), Path.of("none.conf"));
        assertThat(settings.integer("http.port", 0, 9)).isEqualTo(1);
        assertThat(settings.text("http.host")).isEqualTo("late.example");
    }

    @Test
    void shouldSpellEnvironmentNamesAsPeopleWriteThem() {
        assertThat(Settings.environmentName("firehose-sink", "kafka.topic-prefix"))
                .isEqualTo("FIREHOSE_SINK_KAFKA_TOPIC_PREFIX");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Settings load(String text, Map<String, String> env) {
        try {
            Path file = Files.writeString(directory.resolve("service.conf"), text);
            return Settings.load("test-service", file, env, Set.of("open", "pixels"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SettingsException problemsOf(Settings settings) {
        return catchThrowableOfType(SettingsException.class, settings::verify);
    }
}
