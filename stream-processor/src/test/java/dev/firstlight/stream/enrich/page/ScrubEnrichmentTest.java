package dev.firstlight.stream.enrich.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enriched;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.ClientText;
import dev.firstlight.stream.event.Warnings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScrubEnrichmentTest {

    private static final List<Enrichment> ENRICHMENTS = PageSettings.defaults();

    @TempDir
    Path directory;

    @Test
    void shouldHideAddressesInTitles() {
        Event event = Enriched.event();
        event.setPageTitle("Inbox (3) - jane.doe@mail.example - 联系我jo@mail.example");

        Enriched.run(ENRICHMENTS, event);

        assertThat(event.getPageTitle()).isEqualTo("Inbox (3) - *** - 联系我***");
    }

    @Test
    void shouldHideAddressesInPropertiesAndKeepTheirNames() {
        Map<String, String> given =
                Map.of("email", "jane@mail.example", "note", "ask jo@mail.example, soon", "size", "42");
        Event event = Enriched.event();
        event.setProperties(given);

        Enriched.run(ENRICHMENTS, event);

        assertThat(event.getProperties()).isEqualTo(Map.of("email", "***", "note", "ask ***, soon", "size", "42"));
    }

    @ParameterizedTest
    @EnumSource(
            value = WireField.class,
            names = {
                "COUPON",
                "CAMPAIGN_ID",
                "PLACEMENT_ID",
                "PARTNER_ID",
                "PRODUCT_ID",
                "CONTENT_ID",
                "VARIANT",
                "CONSENT"
            })
    void shouldHideAddressesAndSecretsInEveryFreeText(WireField field) {
        Event event = Enriched.event();
        event.put(field.longName(), "for jane@mail.example?token=hush");

        Enriched.run(ENRICHMENTS, event);

        assertThat(event.get(field.longName())).isEqualTo("for ***?token=***");
    }

    @Test
    void shouldTakeEveryTextOfTheWireTableButTheSitesIdsForFreeText() {
        Event event = Enriched.event();
        ClientText.ALL.forEach(column -> column.put(event, "jo@mail.example", new Warnings()));

        Enriched.run(ENRICHMENTS, event);

        assertThat(ClientText.ALL.stream().filter(column -> "jo@mail.example".equals(column.of(event))))
                .extracting(ClientText::field)
                .containsExactly(WireField.VISITOR_ID, WireField.SESSION_ID, WireField.USER_ID);
    }

    @Test
    void shouldHideAddressesAndSecretsInItemsAndLeaveThemJson() {
        Event event = Enriched.event();
        event.setItems("[{\"id\":\"a\",\"name\":\"For\\njane@mail.example \\\"soon\\\"\",\"price\":1.5,"
                + "\"url\":\"https://shop.example/?token=hush\",\"access_token\":{\"x\":[\"hush\"]},\"pin\":1234}]");

        Enriched.run(ENRICHMENTS, event);

        assertThat(event.getItems())
                .isEqualTo("[{\"id\":\"a\",\"name\":\"For\\n*** \\\"soon\\\"\",\"price\":1.5,"
                        + "\"url\":\"https://shop.example/?token=***\",\"access_token\":\"***\",\"pin\":\"***\"}]");
    }

    @Test
    void shouldLeaveOutItemsThatMarksMakeTooLongForTheirColumn() {
        Event event = Enriched.event();
        event.setItems("[{" + "\"pin\":1,".repeat(1_800) + "\"a\":1}]");

        List<String> warnings = Enriched.run(ENRICHMENTS, event);

        assertThat(event.getItems()).isNull();
        assertThat(warnings).contains("malformed:items");
    }

    @Test
    void shouldHideAddressesInTheNamesOfPropertiesAndSecretsDeepInTheirValues() {
        Event event = Enriched.event();
        Map<String, String> given = new LinkedHashMap<>();
        given.put("to jane@shop.example", "a");
        given.put("to jo@shop.example", "b");
        given.put("user", "{\"login\":{\"password\":\"hush\",\"n\":1}}");
        given.put("note", "[vip] write to jo@mail.example");
        given.put("https://x.example/?token=hush", "c");
        event.setProperties(given);

        List<String> warnings = Enriched.run(ENRICHMENTS, event);

        assertThat(event.getProperties())
                .isEqualTo(Map.of(
                        "to ***", "a",
                        "user", "{\"login\":{\"password\":\"***\",\"n\":1}}",
                        "note", "[vip] write to ***",
                        "https://x.example/?token=***", "***"));
        assertThat(warnings).contains("repeated_property");
    }

    @Test
    void shouldMakeNoNewTextWhereThereIsNothingToHide() {
        Event event = Enriched.event();
        String url = "https://shop.example/a?b=c%20d";
        Map<String, String> properties = Map.of("colour", "red", "size", "{\"eu\":42}");
        event.setPageUrl(url);
        event.setItems("[{\"id\":\"a=b\"}]");
        String items = event.getItems();
        event.setProperties(properties);

        Enriched.run(ENRICHMENTS, event);

        assertThat(event.getPageUrl()).isSameAs(url);
        assertThat(event.getItems()).isSameAs(items);
        assertThat(event.getProperties()).isSameAs(properties);
    }

    @Test
    void shouldHideSecretsInPropertiesAndInUrlsOfPropertiesAndOfCampaigns() {
        Event event = Enriched.event();
        event.setProperties(Map.of("password", "hunter2", "href", "https://shop.example/reset?token=abc"));
        event.setPageUrl(
                "https://shop.example/?utm_content=https%3A%2F%2Fx.example%2Freset%3Ftoken%3Dabc&key=wc_order_1");

        Enriched.run(ENRICHMENTS, event);

        assertThat(event.getProperties())
                .isEqualTo(Map.of("password", "***", "href", "https://shop.example/reset?token=***"));
        assertThat(event.getCampaignContent()).isEqualTo("https://x.example/reset?token=***");
        assertThat(event.getPageQuery()).endsWith("&key=***");
    }

    @Test
    void shouldLetNothingThroughThatItCouldNotScrub() {
        Event event = Enriched.event();
        event.setPageUrl("https://shop.example/?token=1");
        event.setProperties(Map.of("email", "jane@mail.example"));

        ENRICHMENTS.forEach(enrichment -> enrichment.giveUp(event));

        assertThat(event.getPageUrl()).isNull();
        assertThat(event.getProperties()).isEmpty();
    }

    @Test
    void shouldSayThatANameCanNeverBeFound() {
        assertThatThrownBy(() -> PageSettings.with(directory, "scrub.names = [my_reset_pw_code, \"***\"]"))
                .hasMessageContaining("my_reset_pw_code is never found");
    }

    @Test
    void shouldLeavePropertiesAloneWhereTheSettingsSaySo() {
        Event event = Enriched.event();
        event.setProperties(Map.of("email", "jane@mail.example"));

        Enriched.run(PageSettings.with(directory, "scrub.properties = false"), event);

        assertThat(event.getProperties()).containsEntry("email", "jane@mail.example");
    }

    @Test
    void shouldHideTheParametersOfTheSettings() {
        Event event = Enriched.event();
        event.setPageUrl("https://shop.example/?token=1&member-no=2&memberNo=3");

        Enriched.run(PageSettings.with(directory, "scrub.names = [member_no]"), event);

        assertThat(event.getPageUrl()).isEqualTo("https://shop.example/?token=1&member-no=***&memberNo=***");
    }

    @Test
    void shouldKeepClickIdsInTheUrl() {
        Event event = Enriched.event();
        event.setPageUrl("https://shop.example/?gclid=A&token=b");

        Enriched.run(ENRICHMENTS, event);

        assertThat(event.getPageUrl()).isEqualTo("https://shop.example/?gclid=A&token=***");
        assertThat(event.getClickId()).isEqualTo("A");
        assertThat(event.getPageQuery()).isEqualTo("gclid=A&token=***");
    }

    @Test
    void shouldCutAUrlThatGrewBeyondItsColumnAndLeakNothing() {
        String url = "https://shop.example/?" + "token=s&".repeat(509);
        Event event = Enriched.event();
        event.setPageUrl(url);

        List<String> warnings = Enriched.run(ENRICHMENTS, event);

        assertThat(Utf8.length(event.getPageUrl())).isBetween(4_000, EventColumn.PAGE_URL.bytesMax());
        assertThat(event.getPageUrl()).doesNotContain("token=s");
        assertThat(warnings).contains("truncated:page_url");
    }

    @Test
    void shouldNotTakeForAValueWhatACutHasLeftOfTheSeparatorBehindAnEmptyOne() {
        Event event = Enriched.event();
        event.setCoupon("email%3D%2"); // of email%3D%26…, which says nothing
        Enriched.run(ENRICHMENTS, event);
        assertThat(event.getCoupon()).isEqualTo("email%3D%2");

        event.setCoupon("email%3D%2x"); // a value
        Enriched.run(ENRICHMENTS, event);
        assertThat(event.getCoupon()).isEqualTo("email%3D***");
    }

    @Test
    void shouldNotEvenReadWhatItsSwitchHasOff() {
        Event event = Enriched.event();
        event.setPageUrl("https://jane:x@shop.example/?token=1&utm_content=jo@mail.example");
        event.setScreen("nonsense");
        event.setLanguage("DE-at");
        event.setTimeZone("Nowhere");

        List<String> warnings = Enriched.run(PageSettings.with(directory, """
                url.enabled = false
                scrub.enabled = false
                campaign.enabled = false
                referrer.enabled = false
                language.enabled = false
                time-zone.enabled = false
                screen.enabled = false
                """), event);

        assertThat(warnings).isEmpty();
        assertThat(event.getPageUrl()).startsWith("https://jane:x@");
        assertThat(event.getPageHost()).isNull();
        assertThat(event.getReferrerMedium()).isNull();
        assertThat(event.getCampaignContent()).isNull();
        assertThat(event.getLanguage()).isEqualTo("DE-at");
        assertThat(event.getTimeZone()).isEqualTo("Nowhere");
    }
}
