package dev.firstlight.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstlight.collector.edge.EdgeLimits;
import dev.firstlight.collector.edge.HttpConfig;
import dev.firstlight.collector.edge.TlsConfig;
import dev.firstlight.collector.event.EventLimits;
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
        assertThat(config.http().headerLinesMax()).isEqualTo(100);
        assertThat(config.http().pixelNames()).containsExactly("pixel.png", "pixel.gif");
        assertThat(config.pack().eventsMax()).isEqualTo(256);
        assertThat(config.pack().linger()).isEqualTo(Duration.ofMillis(2));
        assertThat(config.log().ackTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.log().producer()).isEmpty();
        assertThat(config.kafka().minInSyncReplicas()).isEqualTo(2);
        assertThat(config.pixels().registry().listed()).isEmpty();
        assertThat(config.admin().port()).isEqualTo(8081);
    }

    @Test
    void shouldLetACdnCloseFirstThoughItCountsFromTheAnswer() {
        Duration ofCloudFront = Duration.ofMinutes(2);

        HttpConfig http = CollectorConfig.load(null, Map.of()).http();

        assertThat(http.idleTimeout()).isGreaterThanOrEqualTo(ofCloudFront.plus(http.drainTimeout()));
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
                .isEqualTo(new EdgeLimits(
                        Duration.ofSeconds(5), Duration.ofSeconds(10), 20_000, 256, 65_536, 64, 64L << 20, 16_384));
        assertThat(http.tls()).isNull();
    }

    @Test
    void shouldHaveLimitsOfEventsThatCanOnlyBeLowered() throws IOException {
        CollectorConfig usual = CollectorConfig.load(null, Map.of());
        assertThat(usual.event()).isEqualTo(new EventLimits(65_536, 16)).isEqualTo(EventLimits.GREATEST);
        assertThat(usual.http().inflatedBytesMax()).isEqualTo(1_048_576);
        assertThat(usual.http().inflateRatioMax()).isEqualTo(100);

        Path least = file("collector { event { bytes-max = 1 KiB, json-depth-max = 1 }, http.inflate-ratio-max = 2 }");
        assertThat(CollectorConfig.load(least, Map.of()).event()).isEqualTo(new EventLimits(1_024, 1));

        Path beyond = file("""
            collector {
              event { bytes-max = 65537, json-depth-max = 17 }
              http { inflate-ratio-max = 1033, bodies-bytes-max = 128 KiB, inflated-bytes-max = 1 GiB }
            }
            """);
        assertThat(String.join("\n", problems(beyond, Map.of())))
                .containsPattern("collector.event.bytes-max: .*65537 bytes is not within 1024 … 65536 bytes")
                .containsPattern("collector.event.json-depth-max: .*17 is not within 1 … 16")
                .containsPattern("collector.http.inflate-ratio-max: .*1033 is not within 2 … 1032")
                .containsPattern("collector.http.inflated-bytes-max: .*is not within")
                .contains("collector.http.bodies-bytes-max: is below http.body-bytes-max");
        assertThat(problems(file("collector.event { bytes-max = 1023, json-depth-max = 0 }"), Map.of()))
                .hasSize(2);
    }

    @Test
    void shouldWantADrainInWhichTheLastEventCanBecomeDurable() throws IOException {
        String slow = "collector { spool.slow-after = 4 s, pack.linger = 500 ms, http.drain-timeout = ";

        assertThat(problems(file(slow + "5499 ms }"), Map.of()))
                .singleElement()
                .asString()
                .contains("collector.http.drain-timeout: is below pack.linger + spool.slow-after + 1000 ms (5500 ms)");
        assertThat(CollectorConfig.load(file(slow + "5500 ms }"), Map.of())
                        .http()
                        .drainTimeout())
                .isEqualTo(Duration.ofMillis(5_500));
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
