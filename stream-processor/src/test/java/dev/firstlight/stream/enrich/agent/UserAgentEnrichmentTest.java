package dev.firstlight.stream.enrich.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.RequestHeaders;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserAgentEnrichmentTest {

    private static final Meters METERS = new Meters("stream_processor", StreamMeter.class);
    private static UserAgentEnrichment enrichment;

    private final Warnings warnings = new Warnings();

    @BeforeAll
    static void load() {
        enrichment = new UserAgentEnrichment(100, true, METERS, new ErrorLog(UserAgentEnrichmentTest.class));
        enrichment.awaitReady();
    }

    @AfterAll
    static void stop() {
        enrichment.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
                        + "|Desktop|Windows NT|Chrome|131",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1"
                        + " Mobile/15E148 Safari/604.1|Phone|iOS|Safari|18.1",
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)|Robot|Google Cloud|Googlebot|2.1"
            })
    void shouldTellDeviceSystemAndBrowser(String text, String device, String system, String agent, String version) {
        Event event = enriched(text);

        assertThat(event.getDeviceClass()).isEqualTo(device);
        assertThat(event.getOsName()).isEqualTo(system);
        assertThat(event.getAgentName()).isEqualTo(agent);
        assertThat(event.getAgentVersion()).isEqualTo(version);
    }

    @Test
    void shouldLeaveAbsentWhatIsNotKnown() {
        for (String text : new String[] {"", " "}) {
            Event event = enriched(text);

            assertThat(event.getDeviceClass()).isNull();
            assertThat(event.getAgentName()).isNull();
        }
        assertThat(enriched("Mozilla/5.0 (Windows NT 10.0; Win64; x64)").getOsVersion())
                .isNotEqualTo("??");
    }

    @Test
    void shouldParseATextOnce() {
        String text = "Once/1.0 (X11; Linux x86_64)";
        enriched(text);
        long parses = METERS.count(StreamMeter.USER_AGENT_PARSES);

        enriched(text);

        assertThat(METERS.count(StreamMeter.USER_AGENT_PARSES)).isEqualTo(parses);
    }

    @Test
    void shouldTellABrowserThatCallsItselfChromeByItsHints() {
        String text =
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
        String brands = "\"Brave\";v=\"131\", \"Chromium\";v=\"131\", \"Not_A Brand\";v=\"24\"";

        assertThat(enriched(Agents.headers(text)).getAgentName()).isEqualTo("Chrome");
        assertThat(enriched(Agents.headers(text, brands, "?0", "\"Windows\"")).getAgentName())
                .isEqualTo("Brave");
        assertThat(enriched(Agents.headers(text)).getAgentName()).isEqualTo("Chrome");
    }

    @Test
    void shouldLeaveHintsAloneWhenTheyAreSwitchedOff() {
        try (UserAgentEnrichment deaf =
                new UserAgentEnrichment(100, false, METERS, new ErrorLog(UserAgentEnrichmentTest.class))) {
            Event event = new Event();
            String brands = "\"Brave\";v=\"131\", \"Chromium\";v=\"131\"";
            RequestHeaders headers = Agents.headers(
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
                    brands,
                    "?0",
                    "\"Windows\"");

            deaf.awaitReady();
            Agents.settled(deaf, headers, event);

            assertThat(event.getAgentName()).isEqualTo("Chrome");
        }
    }

    @Test
    void shouldCutWhatIsWiderThanItsColumnAndSaySo() {
        String version = "1." + "2".repeat(90);

        Event event = enriched("Longish/" + version + " (X11; Linux x86_64)");

        assertThat(event.getAgentVersion()).isEqualTo(version.substring(0, 64));
        assertThat(warnings.list()).containsExactly("truncated:agent_version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"././", "(", "[", "x", "a@b.c ", "a b ", "_ _", "\u00e4", "a|b"})
    void shouldNotTryTheParserOnWhatHasNoBrowsersShape(String unit) {
        long parses = METERS.count(StreamMeter.USER_AGENT_PARSES);

        Event event = enriched(unit.repeat(512 / unit.length()));

        assertThat(event.getAgentName()).isNull();
        assertThat(warnings.list()).containsExactly("user_agent_implausible");
        assertThat(METERS.count(StreamMeter.USER_AGENT_PARSES)).isEqualTo(parses);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79"
                        + " [FBAN/FBIOS;FBAV/484.0.0.58.106;FBBV/660010102;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5;FBSS/3;"
                        + "FBID/phone;FBLC/de_DE;FBOP/5;FBRV/662042917;IABMV/1]",
                "Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko)"
                        + " Version/4.0 Chrome/131.0.6778.39 Mobile Safari/537.36 Instagram 309.1.0.41.113 Android (34/14; 450dpi;"
                        + " 1080x2115; samsung; SM-S918B; dm3q; qcom; de_DE; 541635863)",
                "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) contact@example.com",
                "curl/8.5.0",
                "my.shop.app/3.2.1 CFNetwork/1496.0.7 Darwin/23.5.0"
            })
    void shouldTryItOnWhatBrowsersAndAppsSend(String text) {
        assertThat(UserAgentShape.isPlausible(text)).isTrue();
        assertThat(enriched(text).getAgentName()).isNotNull();
        assertThat(warnings.list()).isEmpty();
    }

    private Event enriched(String userAgent) {
        return enriched(Agents.headers(userAgent));
    }

    private Event enriched(RequestHeaders headers) {
        Event event = new Event();
        Agents.settled(enrichment, headers, event).list().forEach(warnings::add);
        return event;
    }
}
