package dev.firstlight.stream.enrich.commerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Settings;
import dev.firstlight.runtime.TestClock;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enriched;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportingValueTest {

    private static final String RATES = """
            date,currency,rate
            # Friday, then Monday
            2026-11-20,USD,0.9231
            2026-11-20,JPY,0.0061
            2026-11-23,USD,0.9300
            2026-11-10,SEK,0.09
            """;

    private static final Duration NEVER = Duration.ofDays(1);

    @TempDir
    Path directory;

    private final Meters meters = new Meters("stream_processor", StreamMeter.class);
    private final List<String> errorLines = new ArrayList<>();
    private final ErrorLog errors = new ErrorLog(new TestClock(Instant.EPOCH), (line, cause) -> errorLines.add(line));

    @ParameterizedTest
    @CsvSource({
        // received, value, currency, expected
        "2026-11-20T00:00:00Z,10,USD,9.23",
        "2026-11-20T23:59:59.999Z,100,USD,92.31",
        "2026-11-22T12:00:00Z,100,USD,92.31", // Sunday: Friday's
        "2026-11-23T00:00:00Z,100,USD,93.00",
        "2026-11-30T00:00:00Z,100,USD,93.00", // seven days old
        "2026-11-20T12:00:00Z,1000,JPY,6.10",
        "2026-11-20T12:00:00Z,-10,USD,-9.23",
        "2026-11-20T12:00:00Z,0,USD,0.00",
        "1999-01-01T00:00:00Z,19.99,EUR,19.99",
        "1999-01-01T00:00:00Z,0.125,EUR,0.12", // half to even
        "1999-01-01T00:00:00Z,0.135,EUR,0.14",
        "1999-01-01T00:00:00Z,5,EUR,5.00"
    })
    void shouldConvertAtTheRateOfTheDayOfReceipt(String received, String value, String currency, String expected)
            throws IOException {
        Event event = sold(received, value, currency);

        List<String> warnings = Enriched.run(enrichments("EUR", RATES), event);

        assertThat(event.getValueReporting()).isEqualTo(expected);
        assertThat(event.getCurrencyReporting()).isEqualTo("EUR");
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-19T23:59:59Z,100,USD,no_rate", // before the first
        "2026-12-01T00:00:00Z,100,USD,no_rate", // eight days after the last
        "2026-11-20T12:00:00Z,100,SEK,no_rate", // ten days old
        "2026-11-20T12:00:00Z,100,GBP,no_rate",
        "-4000-01-01T00:00:00Z,1,USD,no_rate",
        "1999-01-01T00:00:00Z,123456789012345,EUR,malformed"
    })
    void shouldLeaveOutWhatItHasNoRateFor(String received, String value, String currency, String why)
            throws IOException {
        Event event = sold(received, value, currency);

        List<String> warnings = Enriched.run(enrichments("EUR", RATES), event);

        assertThat(event.getValueReporting()).isNull();
        assertThat(event.getCurrencyReporting()).isNull();
        assertThat(warnings).containsExactly(why + ":value_reporting");
    }

    @Test
    void shouldRoundToTheMinorUnitsOfTheReportingCurrency() throws IOException {
        Event yen = sold("2026-11-20T12:00:00Z", "10", "USD");
        Event dinar = sold("2026-11-20T12:00:00Z", "10", "USD");

        Enriched.run(enrichments("JPY", "2026-11-20,USD,151.25"), yen);
        Enriched.run(enrichments("KWD", "2026-11-20,USD,0.30712345"), dinar);

        assertThat(yen.getValueReporting()).isEqualTo("1512"); // half to even
        assertThat(dinar.getValueReporting()).isEqualTo("3.071");
    }

    @Test
    void shouldSayNothingWithoutValueOrCurrencyOrAReportingCurrency() throws IOException {
        Event free = sold("2026-11-20T12:00:00Z", null, "USD");
        Event bare = sold("2026-11-20T12:00:00Z", "1", null);
        Event unasked = sold("2026-11-20T12:00:00Z", "1", "USD");

        assertThat(Enriched.run(enrichments("EUR", RATES), free)).isEmpty();
        assertThat(Enriched.run(enrichments("EUR", RATES), bare)).isEmpty();
        assertThat(Enriched.run(CommerceEnrichments.of(CommerceConfig.from(settings("")), none()), unasked))
                .isEmpty();

        assertThat(List.of(free, bare, unasked)).allMatch(event -> event.getValueReporting() == null);
    }

    @Test
    void shouldSwitchOffWhatTheSettingsSwitchOff() {
        CommerceConfig config = CommerceConfig.from(
                settings("variant.enabled = false, items.enabled = false, consent.enabled = false"));

        assertThat(CommerceEnrichments.of(config, none())).isEmpty();
        assertThat(CommerceEnrichments.of(CommerceConfig.from(settings("")), none()))
                .extracting(Enrichment::name)
                .containsExactly("variant", "items", "consent");
    }

    @Test
    void shouldTakeANewFileAndKeepTheOldOneWhereTheNewOneIsBad() throws IOException {
        Path file = Files.writeString(directory.resolve("rates.csv"), "2026-11-20,USD,0.5");
        try (RateFile rates = RateFile.open(file, NEVER, meters, errors)) {
            assertThat(rate(rates)).isEqualTo("0.5");

            replace(file, "2026-11-20,USD,0.75", 1);
            rates.look();
            assertThat(rate(rates)).isEqualTo("0.75");

            replace(file, "2026-11-20,USD,nonsense", 2);
            rates.look();
            rates.look();
            assertThat(rate(rates)).isEqualTo("0.75");

            Files.delete(file);
            rates.look();
            assertThat(rate(rates)).isEqualTo("0.75");

            replace(file, "2026-11-20,USD,0.25", 3);
            rates.look();
            assertThat(rate(rates)).isEqualTo("0.25");
        }
        assertThat(meters.count(StreamMeter.RATE_FILES_READ)).isEqualTo(3);
        assertThat(meters.count(StreamMeter.RATE_FILES_REFUSED)).isEqualTo(2);
        assertThat(errorLines).hasSize(2).first().asString().contains("line 1: no rate");
        assertThat(meters.prometheusText()).contains("rates_latest_day_epoch_seconds 1.7951328E9");
    }

    @Test
    void shouldNotReadAFileAgainThatLooksTheSame() throws IOException {
        Path file = Files.writeString(directory.resolve("rates.csv"), "2026-11-20,USD,0.5");
        try (RateFile rates = RateFile.open(file, NEVER, meters, errors)) {
            rates.look();
            rates.look();
        }

        assertThat(meters.count(StreamMeter.RATE_FILES_READ)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-20,USD",
                "2026-11-20,USD,1,2",
                "2026-11-31,USD,1",
                "20.11.2026,USD,1",
                "2026-11-20,usd,1",
                "2026-11-20,USDT,1",
                "2026-11-20,USD,0",
                "2026-11-20,USD,-1",
                "2026-11-20,USD,NaN",
                "2026-11-20,USD,1e999",
                "2026-11-20,USD,1\n2026-11-20,USD,1"
            })
    void shouldSayAtStartWhatIsWrongWithAFile(String lines) throws IOException {
        Path file = Files.writeString(directory.resolve("rates.csv"), lines);
        Settings settings = settings("reporting { currency = EUR, rates-file = \"" + file + "\" }");

        CommerceConfig.from(settings);

        assertThatThrownBy(settings::verify)
                .hasMessageContaining("reporting.rates-file")
                .hasMessageContaining("line ");
    }

    @Test
    void shouldTakeAFileAsSpreadsheetsWriteIt() throws IOException {
        Event event = sold("2026-11-20T12:00:00Z", "10", "USD");

        Enriched.run(enrichments("EUR", "\ufeffDate,Currency,Rate\r\n\r\n2026-11-20, USD ,0.5\r\n"), event);

        assertThat(event.getValueReporting()).isEqualTo("5.00");
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        Settings unknown = settings("reporting { currency = EURO, rate-age-max = 401 d }");
        Settings gold = settings("reporting.currency = XAU");
        Settings pointless = settings("reporting.rates-file = rates.csv");
        List.of(unknown, gold, pointless).forEach(CommerceConfig::from);

        assertThatThrownBy(unknown::verify).hasMessageContaining("2 problems").hasMessageContaining("EURO");
        assertThatThrownBy(gold::verify).hasMessageContaining("XAU");
        assertThatThrownBy(pointless::verify).hasMessageContaining("of no use without");
    }

    private List<Enrichment> enrichments(String currency, String rates) throws IOException {
        Path file = Files.writeString(directory.resolve("rates.csv"), rates);
        Settings settings = settings("reporting { currency = " + currency + ", rates-file = \"" + file + "\" }");
        CommerceConfig config = CommerceConfig.from(settings);
        settings.verify();
        try (RateFile opened = RateFile.open(config, meters, errors)) {
            return CommerceEnrichments.of(config, opened);
        }
    }

    private RateFile none() {
        return RateFile.open(null, NEVER, meters, errors);
    }

    private Settings settings(String commerce) {
        try {
            Path file = Files.writeString(
                    directory.resolve("commerce.conf"), "stream-processor.enrich.commerce {\n" + commerce + "\n}\n");
            return Settings.load("stream-processor", file, Map.of(), Set.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rate(RateFile rates) {
        return String.valueOf(
                rates.rates().find("USD", Instant.parse("2026-11-20T00:00:00Z").getEpochSecond() / 86_400, 0));
    }

    /** With a time of its own, whatever the grain of the file system's clock. */
    private static void replace(Path file, String content, int second) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(second * 1_000L));
    }

    private static Event sold(String received, @Nullable String value, @Nullable String currency) {
        Event event = Enriched.event();
        event.setReceivedAt(Instant.parse(received).toEpochMilli());
        event.setValue(value);
        event.setCurrency(currency);
        return event;
    }
}
