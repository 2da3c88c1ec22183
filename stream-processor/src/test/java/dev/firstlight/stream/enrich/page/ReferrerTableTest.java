package dev.firstlight.stream.enrich.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Settings;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.CaseTable;
import dev.firstlight.stream.enrich.Enriched;
import dev.firstlight.stream.enrich.Enrichment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReferrerTableTest {

    private static final List<Enrichment> ENRICHMENTS = PageSettings.defaults();

    @TempDir
    Path directory;

    static List<List<String>> referrers() {
        return CaseTable.rows(ReferrerTableTest.class, "referrer-cases.tsv");
    }

    @Test
    void shouldHaveTheCasesThatWerePromised() throws Exception {
        assertThat(referrers()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(ReferrerListReader.read(null).size()).isGreaterThanOrEqualTo(150);
    }

    @ParameterizedTest
    @MethodSource("referrers")
    void shouldTellWhoReferredAsTheTableSays(List<String> row) {
        Event event = Enriched.event();
        event.setPageUrl(CaseTable.textOrNone(row.get(0)));
        event.setReferrer(CaseTable.textOrNone(row.get(1)));

        Enriched.run(ENRICHMENTS, event);

        assertThat(event.getReferrerHost()).isEqualTo(CaseTable.textOrNone(row.get(2)));
        assertThat(event.getReferrerMedium()).isEqualTo(CaseTable.textOrNone(row.get(3)));
        assertThat(event.getReferrerSource()).isEqualTo(CaseTable.textOrNone(row.get(4)));
        assertThat(event.getReferrerTerm()).isEqualTo(CaseTable.textOrNone(row.get(5)));
    }

    @Test
    void shouldTakeTheOperatorsListInsteadOfOurs() throws Exception {
        Path list = Files.writeString(directory.resolve("list.tsv"), """
                # ours
                search\tIntranet\tfind\tsearch.corp.example corp.*
                """);
        List<Enrichment> enrichments = PageSettings.with(directory, "referrer.file = \"" + list + "\"");

        Event ours = referred(enrichments, "https://a.search.corp.example/?find=x");
        Event anyCountry = referred(enrichments, "https://corp.co.at/?find=y");
        Event bundled = referred(enrichments, "https://www.google.com/");

        assertThat(ours.getReferrerSource()).isEqualTo("Intranet");
        assertThat(ours.getReferrerTerm()).isEqualTo("x");
        assertThat(anyCountry.getReferrerTerm()).isEqualTo("y");
        assertThat(bundled.getReferrerMedium()).isEqualTo("unknown");
    }

    @Test
    void shouldCountHostsOfTheSettingsAsInternal() {
        List<Enrichment> enrichments =
                PageSettings.with(directory, "referrer.internal-hosts = [Pay.Example, google.com]");

        assertThat(referred(enrichments, "https://eu.pay.example/").getReferrerMedium())
                .isEqualTo("internal");
        assertThat(referred(enrichments, "https://www.google.com/search?q=x").getReferrerMedium())
                .isEqualTo("internal");
        assertThat(referred(enrichments, "https://xpay.example/").getReferrerMedium())
                .isEqualTo("unknown");
    }

    @Test
    void shouldFindThePagesHostItselfWhereNothingElseDoes() {
        List<Enrichment> enrichments = PageSettings.with(directory, "url.enabled = false");

        assertThat(referred(enrichments, "https://www.shop.example/").getReferrerMedium())
                .isEqualTo("internal");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "search Google - google.com | line 2: medium, name, parameters and hosts were expected",
                "sarch;Google;-;google.com | line 2: no medium: sarch",
                "search;Google;-;google.com google.com | line 2: a second time: google.com"
            })
    void shouldSayWhatIsWrongWithAList(String line, String problem) throws IOException {
        Path list = Files.writeString(directory.resolve("list.tsv"), "#\n" + line.replace(';', '\t'));
        Settings settings = PageSettings.settings(directory, "referrer.file = \"" + list + "\"");

        PageConfig.from(settings);

        assertThatThrownBy(settings::verify).hasMessageContaining("list.tsv").hasMessageContaining(problem);
    }

    @Test
    void shouldSayThatAListIsMissing() {
        Settings settings = PageSettings.settings(directory, "referrer.file = \"" + directory.resolve("none") + "\"");

        PageConfig.from(settings);

        assertThatThrownBy(settings::verify)
                .hasMessageContaining("referrer.file")
                .hasMessageContaining("none");
    }

    private static Event referred(List<Enrichment> enrichments, String referrer) {
        Event event = Enriched.event();
        event.setPageUrl("https://shop.example/p");
        event.setReferrer(referrer);
        Enriched.run(enrichments, event);
        return event;
    }
}
