package dev.firstlight.stream.enrich.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enriched;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Language, time zone, screen. */
class ClientFieldsTest {

    @ParameterizedTest
    @CsvSource({
        "de,de,de",
        "DE,de,de",
        "en-us,en-US,en",
        "en_US,en-US,en",
        "de-AT,de-AT,de",
        "zh-hant-tw,zh-Hant-TW,zh",
        "ZH-HANS,zh-Hans,zh",
        "es-419,es-419,es",
        "sr-Latn-RS,sr-Latn-RS,sr",
        "de-CH-1901,de-CH-1901,de",
        "sl-ROZAJ-biske,sl-rozaj-biske,sl",
        "en-a-MYEXT-b-ANOTHER,en-a-myext-b-another,en",
        "de-U-CO-PHONEBK,de-u-co-phonebk,de",
        "en-x-US,en-x-us,en",
        "gsw,gsw,gsw",
        "' fr-ca ',fr-CA,fr",
        "tlh,tlh,tlh"
    })
    void shouldWriteALanguageAsTheStandardDoes(String given, String language, String primary) {
        Event event = Enriched.event();
        event.setLanguage(given);

        List<String> warnings = Enriched.run(new LanguageEnrichment(), event);

        assertThat(event.getLanguage()).isEqualTo(language);
        assertThat(event.getLanguagePrimary()).isEqualTo(primary);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "d",
                "C",
                "12",
                "d3",
                "en-",
                "-en",
                "en--US",
                "en-US.UTF-8",
                "*",
                "ümlaut",
                "german de",
                "toolonglang",
                "en-abcdefghi",
                "de,en",
                "\u202een"
            })
    void shouldLeaveOutWhatIsNoLanguage(String given) {
        Event event = Enriched.event();
        event.setLanguage(given);

        List<String> warnings = Enriched.run(new LanguageEnrichment(), event);

        assertThat(event.getLanguage()).isNull();
        assertThat(event.getLanguagePrimary()).isNull();
        assertThat(warnings).containsExactly("malformed:language");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Zurich",
                "Europe/Kyiv",
                "Asia/Calcutta",
                "America/Argentina/Buenos_Aires",
                "UTC",
                "Etc/GMT+5"
            })
    void shouldKeepATimeZone(String zone) {
        Event event = Enriched.event();
        event.setTimeZone(zone);

        assertThat(Enriched.run(new TimeZoneEnrichment(), event)).isEmpty();
        assertThat(event.getTimeZone()).isEqualTo(zone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Atlantis", "europe/zurich", "+02:00", "", "GMT+25", "CEST?", "../../etc/passwd"})
    void shouldLeaveOutWhatIsNoTimeZone(String zone) {
        Event event = Enriched.event();
        event.setTimeZone(zone);

        assertThat(Enriched.run(new TimeZoneEnrichment(), event)).containsExactly("malformed:time_zone");
        assertThat(event.getTimeZone()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1920x1080,1920,1080",
        "1X1,1,1",
        "100000x100000,100000,100000",
        "375×667,375,667",
        "' 800x600 ',800,600",
        "00800x600,800,600"
    })
    void shouldReadScreenAndViewport(String size, long width, long height) {
        Event event = Enriched.event();
        event.setScreen(size);
        event.setViewport(size);

        assertThat(Enriched.run(new ScreenEnrichment(), event)).isEmpty();
        assertThat(event.getScreenWidth()).isEqualTo(width);
        assertThat(event.getScreenHeight()).isEqualTo(height);
        assertThat(event.getViewportWidth()).isEqualTo(width);
        assertThat(event.getViewportHeight()).isEqualTo(height);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1920",
                "1920x",
                "x1080",
                "0x0",
                "1920x0",
                "100001x1",
                "-1x1",
                "1.5x2",
                "1920x1080x24",
                "1e3x1",
                "99999999999999999999x1",
                "１x１",
                "1920 x 1080"
            })
    void shouldLeaveOutSizesThatNoScreenHas(String size) {
        Event event = Enriched.event();
        event.setScreen(size);
        event.setViewport(size);

        assertThat(Enriched.run(new ScreenEnrichment(), event))
                .containsExactly("malformed:screen", "malformed:viewport");
        assertThat(event.getScreenWidth()).isNull();
        assertThat(event.getViewportHeight()).isNull();
        assertThat(event.getScreen()).isEqualTo(size);
    }
}
