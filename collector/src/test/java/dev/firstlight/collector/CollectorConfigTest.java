package dev.firstlight.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstlight.collector.edge.EdgeLimits;
import dev.firstlight.collector.edge.HttpConfig;
import dev.firstlight.collector.edge.TlsConfig;
import dev.firstlight.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CollectorConfigTest {

    @TempDir
    private Path directory;

    @Test
    void shouldTakeItsDefaultsFromTheReference() {
        CollectorConfig config = CollectorConfig.load(null, Map.of());

        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.http().eventLoops()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(config.http().uriBytesMax()).isEqualTo(8_192);
        assertThat(config.http().pixelNames()).containsExactly("pixel.png", "pixel.gif");
        assertThat(config.pack().eventsMax()).isEqualTo(256);
        assertThat(config.pack().linger()).isEqualTo(Duration.ofMillis(5));
        assertThat(config.log().ackTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.log().producer()).isEmpty();
        assertThat(config.kafka().minInSyncReplicas()).isEqualTo(2);
        assertThat(config.pixels().registry().listed()).isEmpty();
        assertThat(config.admin().port()).isEqualTo(8081);
    }

    @Test
    void shouldNameAnUnknownKeyWithItsPlace() throws IOException {
        Path file = file("collector { http { prot = 80 } }");

        assertThat(problems(file, Map.of()))
                .singleElement()
                .asString()
                .contains("collector.http.prot: unknown key", "collector.conf: 1", "port");
    }

    @Test
    void shouldReportEverythingThatIsWrongAtOnce() throws IOException {
        Path file = file("""
            collector {
              http { port = 99999, idle-timeout = soon, pixel-names = [], script-name = "a/b.js" }
              pack { bytes-max = 256 KiB }
              kafka { producer { linger.sm = 5 }, min-in-sync-replicas = 1 }
              pixels { "shop checkout" {}, "12345" { consent = maybe, colour = red } }
            }
            """);

        assertThat(String.join("\n", problems(file, Map.of())))
                .containsPattern("collector.http.port: .*99999 is not within 0")
                .containsPattern("collector.http.idle-timeout: .*'soon'")
                .contains("collector.http.pixel-names: at least one name")
                .contains("collector.http.script-name: is no name")
                .containsPattern("collector.pack.bytes-max: .*262144 bytes is not within")
                .contains("collector.kafka.producer.linger.sm: is no name that the client knows")
                .contains("collector.kafka.min-in-sync-replicas")
                .contains("collector.pixels.shop checkout: is no pixel id")
                .containsPattern("collector.pixels.12345.consent: .*is one of \\[assumed, required]")
                .contains("collector.pixels.12345.colour: unknown key");
    }

    @Test
    void shouldHaveTheLimitsThatTheReferenceNames() {
        HttpConfig http = CollectorConfig.load(null, Map.of()).http();

        assertThat(http.limits())
                .isEqualTo(
                        new EdgeLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), 20_000, 256, 65_536, 64, 16_384));
        assertThat(http.tls()).isNull();
    }

    @Test
    void shouldWantBothFilesOfTlsOrNeither() throws IOException {
        Path one = file("collector { http { tls { key-file = key.pem } } }");
        assertThat(problems(one, Map.of()))
                .singleElement()
                .asString()
                .contains("collector.http.tls: certificate-file and key-file are needed both");

        Path both = file("collector.http.tls { certificate-file = chain.pem, key-file = key.pem, check-each = 1 s }");
        assertThat(CollectorConfig.load(both, Map.of()).http().tls())
                .isEqualTo(new TlsConfig(Path.of("chain.pem"), Path.of("key.pem"), Duration.ofSeconds(1)));
    }

    @Test
    void shouldLetTheEnvironmentOverrideTheFile() throws IOException {
        Path file = file("collector { http { port = 1111, host = \"10.0.0.1\" } }");

        CollectorConfig config = CollectorConfig.load(file, Map.of("COLLECTOR_HTTP_PORT", "2222"));

        assertThat(config.http().port()).isEqualTo(2222);
        assertThat(config.http().host()).isEqualTo("10.0.0.1");
    }

    @Test
    void shouldNameTheVariableOfABadOverride() {
        assertThat(problems(null, Map.of("COLLECTOR_HTTP_PORT", "eighty")))
                .singleElement()
                .asString()
                .contains("collector.http.port", "environment COLLECTOR_HTTP_PORT");
    }

    @Test
    void shouldPassKafkasOwnNamesThrough() throws IOException {
        Path file = file("collector.kafka.producer { linger.ms = 20, \"compression.type\" = gzip }");

        CollectorConfig config = CollectorConfig.load(file, Map.of());

        assertThat(config.log().producer()).isEqualTo(Map.of("linger.ms", "20", "compression.type", "gzip"));
    }

    @Test
    void shouldMaskSecretsInWhatItShows() throws IOException {
        Path file = file("collector.kafka.client { sasl.jaas.config = \"user and pass-phrase\" }");

        CollectorConfig config = CollectorConfig.load(file, Map.of());

        assertThat(config.effective()).contains("\"jaas\"").doesNotContain("pass-phrase");
    }

    private static List<String> problems(@org.jspecify.annotations.Nullable Path file, Map<String, String> env) {
        SettingsException e = assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> CollectorConfig.load(file, env))
                .actual();
        return e.problems();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("collector.conf"), text);
    }
}
