package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.CannotStartException;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Service;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.meter.StreamMeter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which enrichments there are, by the settings. */
class EnrichmentsTest {

    /** What looks at the event's own fields alone. */
    private static final List<String> OF_THE_EVENT = List.of(
            "campaign",
            "scrub",
            "page_url",
            "referrer",
            "language",
            "time_zone",
            "screen",
            "variant",
            "items",
            "consent");

    private final Meters meters = new Meters("stream_processor", StreamMeter.class);

    @TempDir
    Path directory;

    @Test
    void shouldHaveThoseThatNeedNoFileOfTheOperators() throws Exception {
        assertThat(names("")).isEqualTo(and(OF_THE_EVENT, "user_agent", "bot", "internal", "country", "ip_hash"));
        assertThat(meters.prometheusText())
                .containsPattern("stream_processor_country_file_epoch_seconds 1\\.\\d+E9")
                .containsPattern("stream_processor_bot_patterns 1\\d\\d\\d\\.0");
    }

    @Test
    void shouldLeaveOutWhatIsSwitchedOff() throws Exception {
        assertThat(names("enrich { user-agent = false, bot = false, country = false, ip-hash = false }"))
                .isEqualTo(and(OF_THE_EVENT, "internal"));
        assertThat(names("enrich { user-agent = false, internal = false }"))
                .isEqualTo(and(OF_THE_EVENT, "bot", "country", "ip_hash"));
        assertThat(names("enrich { user-agent = false, page.scrub.enabled = false, commerce.items.enabled = false }"))
                .doesNotContain("scrub", "items")
                .contains("campaign", "variant");
    }

    @Test
    void shouldNotStartWithAFileThatIsNone() throws Exception {
        Path file = Files.writeString(directory.resolve("city.mmdb"), "nonsense");

        assertThatThrownBy(() -> names("enrich.user-agent = false, city.file = \"" + file + "\""))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("city.mmdb");
        assertThat(names("enrich { user-agent = false, city = false }, city.file = \"" + file + "\""))
                .doesNotContain("city");
    }

    @Test
    void shouldTakeTheOperatorsOwnLists() throws Exception {
        Path list = Files.writeString(directory.resolve("bots.json"), "[{\"pattern\": \"ExampleBot\"}]");
        Path networks = Files.writeString(directory.resolve("networks.txt"), "192.0.2.0/24\n198.51.100.0/24\n");

        names("enrich.user-agent = false, bot { list-file = \"" + list + "\", data-centre-file = \"" + networks
                + "\" }");

        assertThat(meters.prometheusText())
                .contains("stream_processor_bot_patterns 1.0")
                .contains("stream_processor_data_centre_ranges 2.0");
    }

    private List<String> names(String settings) throws Exception {
        Path file = Files.writeString(directory.resolve("test.conf"), "stream-processor { " + settings + " }");
        StreamProcessorConfig config = StreamProcessorConfig.load(file, Map.of("HOSTNAME", "node-1"));
        AddressKeys keys = new AddressKeys(directory, InstantSource.system());
        Service service = Service.named("test");
        try {
            return Enrichments.of(config, keys, service, meters, new ErrorLog(getClass())).stream()
                    .map(Enrichment::name)
                    .toList();
        } finally {
            service.close();
        }
    }

    private static List<String> and(List<String> rest, String... first) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }
}
