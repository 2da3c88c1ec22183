package dev.firstlight.stream.enrich.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.CaseTable;
import dev.firstlight.stream.enrich.Enriched;
import dev.firstlight.stream.enrich.Enrichment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UrlTablesTest {

    private static final List<Enrichment> ENRICHMENTS = PageSettings.defaults();

    static List<List<String>> urls() {
        return CaseTable.rows(UrlTablesTest.class, "url-cases.tsv");
    }

    static List<List<String>> scrubs() {
        return CaseTable.rows(UrlTablesTest.class, "scrub-cases.tsv");
    }

    @Test
    void shouldHaveTheCasesThatWerePromised() {
        assertThat(urls()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(scrubs()).hasSizeGreaterThanOrEqualTo(40);
    }

    @ParameterizedTest
    @MethodSource("urls")
    void shouldSplitAUrlAsTheTableSays(List<String> row) {
        String url = CaseTable.text(row.get(0));
        boolean isHostMalformed = row.get(2).equals("!");
        Event event = Enriched.event();
        event.setPageUrl(url);

        List<String> warnings = Enriched.run(ENRICHMENTS, event);

        assertThat(event.getPageUrl()).isEqualTo(url);
        assertThat(event.getPageScheme()).isEqualTo(CaseTable.textOrNone(row.get(1)));
        assertThat(event.getPageHost()).isEqualTo(isHostMalformed ? null : CaseTable.textOrNone(row.get(2)));
        assertThat(event.getPagePath()).isEqualTo(CaseTable.textOrNone(row.get(3)));
        assertThat(event.getPageQuery()).isEqualTo(CaseTable.textOrNone(row.get(4)));
        assertThat(event.getPageFragment()).isEqualTo(CaseTable.textOrNone(row.get(5)));
        assertThat(warnings.contains("malformed:page_url")).isEqualTo(isHostMalformed);
    }

    @ParameterizedTest
    @MethodSource("scrubs")
    void shouldScrubPageUrlAndReferrerAlikeAsTheTableSays(List<String> row) {
        Event event = Enriched.event();
        event.setPageUrl(row.get(0));
        event.setReferrer(row.get(0));

        Enriched.run(ENRICHMENTS, event);

        assertThat(event.getPageUrl()).isEqualTo(row.get(1));
        assertThat(event.getReferrer()).isEqualTo(row.get(1));
    }
}
