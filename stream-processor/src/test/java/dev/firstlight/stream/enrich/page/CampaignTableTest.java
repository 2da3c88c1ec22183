package dev.firstlight.stream.enrich.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Settings;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.CaseTable;
import dev.firstlight.stream.enrich.Enriched;
import dev.firstlight.stream.enrich.Enrichment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CampaignTableTest {

    private static final List<Enrichment> ENRICHMENTS = PageSettings.defaults();

    @TempDir
    Path directory;

    static List<List<String>> campaigns() {
        return CaseTable.rows(CampaignTableTest.class, "campaign-cases.tsv");
    }

    @Test
    void shouldHaveTheCasesThatWerePromised() {
        assertThat(campaigns()).hasSizeGreaterThanOrEqualTo(40);
    }

    @ParameterizedTest
    @MethodSource("campaigns")
    void shouldReadACampaignAsTheTableSays(List<String> row) {
        Event event = page(row.get(0));

        Enriched.run(ENRICHMENTS, event);

        assertThat(said(event)).isEqualTo(row.get(1).equals("-") ? "" : row.get(1));
    }

    @Test
    void shouldLeaveAloneWhatTheEventItselfSaid() {
        Event event = page("https://shop.example/?utm_id=1&aff=2&cpn=3&utm_source=4");
        event.setCampaignId("own");
        event.setPartnerId("own");
        event.setCoupon("own");

        Enriched.run(ENRICHMENTS, event);

        assertThat(said(event)).isEqualTo("source=4 campaign_id=own partner_id=own coupon=own");
    }

    @Test
    void shouldCutWhatItsColumnCannotHoldAndSaySo() {
        Event event = page("https://shop.example/?utm_source=" + "ü".repeat(100));

        List<String> warnings = Enriched.run(ENRICHMENTS, event);

        assertThat(event.getCampaignSource()).isEqualTo("ü".repeat(64));
        assertThat(warnings).containsExactly("truncated:campaign_source");
    }

    @Test
    void shouldReadTheParametersOfTheSettings() {
        Event event = page("https://shop.example/?cid=1&pid=2&src=3&utm_source=4&click=5&gclid=6");
        List<Enrichment> enrichments = PageSettings.with(directory, """
                campaign {
                  campaign-id = [utm_id, cid]
                  placement-id = [pid]
                  source = [src]
                  click-ids = ["click our_network paid"]
                }
                """);

        Enriched.run(enrichments, event);

        assertThat(said(event)).isEqualTo("source=3 campaign_id=1 placement_id=2 click=5 network=our_network");
        assertThat(event.getReferrerMedium()).isEqualTo("paid");
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        Settings settings = PageSettings.settings(directory, """
                campaign {
                  source = [a, A]
                  click-ids = ["x", "y net paid", "z net social", "a other paid", "b net nonsense", "c %s paid"]
                }
                """.formatted("n".repeat(33)));

        PageConfig.from(settings);

        assertThatThrownBy(settings::verify)
                .hasMessageContaining("6 problems")
                .hasMessageContaining("a parameter for two things: A")
                .hasMessageContaining("were expected: x")
                .hasMessageContaining("a network with two media: net")
                .hasMessageContaining("a parameter for two things: a")
                .hasMessageContaining("were expected: b net nonsense")
                .hasMessageContaining("more than 32 bytes");
    }

    private static Event page(String url) {
        Event event = Enriched.event();
        event.setPageUrl(url);
        return event;
    }

    private static String said(Event event) {
        Map<String, @Nullable String> columns = new LinkedHashMap<>();
        columns.put("source", event.getCampaignSource());
        columns.put("medium", event.getCampaignMedium());
        columns.put("name", event.getCampaignName());
        columns.put("term", event.getCampaignTerm());
        columns.put("content", event.getCampaignContent());
        columns.put("campaign_id", event.getCampaignId());
        columns.put("placement_id", event.getPlacementId());
        columns.put("partner_id", event.getPartnerId());
        columns.put("coupon", event.getCoupon());
        columns.put("click", event.getClickId());
        columns.put("network", event.getClickNetwork());
        StringBuilder said = new StringBuilder();
        columns.forEach((name, value) -> {
            if (value != null) {
                said.append(said.isEmpty() ? "" : " ").append(name).append('=').append(value.replace(' ', '␠'));
            }
        });
        return said.toString();
    }
}
