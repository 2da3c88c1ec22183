package dev.firstlight.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.stream.Raws;
import dev.firstlight.stream.plan.Plan;
import dev.firstlight.stream.plan.Plans;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people are told about a URL is what happens to it. */
class ExplanationTest {

    private static final long NOW = 1_795_000_000_000L;

    @Test
    void shouldExplainEachKeyAsItIsDecoded() {
        Explanation explanation = explain(
                "e=click&val=1.00005&cur=eur&vid=" + "x".repeat(65)
                        + "&seq=five&campain_id=7&vid=again&p.value=red&%ff=a&oid=0",
                null);

        assertThat(lines(explanation))
                .containsExactly(
                        "e > type (type) = click []",
                        "val > value (decimal) = 1.0000 [rounded:value]",
                        "cur > currency (currency) = EUR []",
                        "vid > visitor_id (text) = " + "x".repeat(64) + " [truncated:visitor_id]",
                        "seq > sequence (integer) = null [malformed:sequence]",
                        "campain_id > properties.campain_id (property) = 7 [near_miss:campaign_id]",
                        "vid > visitor_id (text) = null [repeated: the first counts]",
                        "p.value > properties.value (property) = red []",
                        "%ff > properties.\ufffd (property) = a []",
                        "oid > order_id (identity) = 0 [a placeholder, no order id: kept, not an identity]");
        assertThat(Objects.requireNonNull(explanation.event()).getWarnings())
                .containsExactlyInAnyOrder(
                        "rounded:value",
                        "truncated:visitor_id",
                        "malformed:sequence",
                        "near_miss:campaign_id",
                        "repeated:visitor_id");
    }

    @Test
    void shouldSayOfEveryValueWhatTheEventHas() {
        Explanation explanation = explain("val=5&cur=BTC&items=[ 1 ]&ct=1000&test=1&ti=a%2Bb&colour=red&dpr=2.0", null);

        var event = Objects.requireNonNull(explanation.event());
        Map<String, String> shown = explanation.keys().stream()
                .filter(key -> key.value() != null)
                .collect(Collectors.toMap(KeyExplained::column, key -> String.valueOf(key.value())));
        assertThat(shown)
                .isEqualTo(Map.of(
                        "value", event.getValue(),
                        "items", event.getItems(),
                        "created_at", String.valueOf(event.getCreatedAt()),
                        "test", String.valueOf(event.getTest()),
                        "page_title", event.getPageTitle(),
                        "properties.colour", event.getProperties().get("colour"),
                        "pixel_ratio", event.getPixelRatio()));
    }

    @Test
    void shouldSayWhatIsLeftOut() {
        Explanation explanation = explain("=x&big=" + "x".repeat(40_000) + "&&", null);

        assertThat(lines(explanation))
                .containsExactly(" >  () = null [property_without_name]", "big >  () = null [properties_left_out]");
    }

    @Test
    void shouldSayWhyItIsRefused() {
        Explanation escape = explain("a=1&b=%zz", null);
        Explanation type = explain("e=no+type", null);

        assertThat(lines(escape)).element(1).asString().contains("query_malformed: percent sign without");
        assertThat(Objects.requireNonNull(escape.reject()).getReason()).isEqualTo("query_malformed");
        assertThat(Objects.requireNonNull(type.reject()).getReason()).isEqualTo("type_malformed");
    }

    @Test
    void shouldSayWhatThePlanSays() {
        Plan plan = Plans.plan("""
                version: 1
                aliases: { Purchase: { type: conversion } }
                types: { conversion: { violations: refuse, properties: { value: { type: decimal, required: true } } } }
                """);

        Explanation refused = explain("e=Purchase", plan);
        Explanation taken = explain("e=Purchase&val=5", plan);

        assertThat(Objects.requireNonNull(refused.reject()).getDetail()).isEqualTo("plan_missing:value");
        assertThat(Objects.requireNonNull(taken.event()).getType()).isEqualTo("conversion");
        assertThat(taken.event().getTypeGiven()).isEqualTo("Purchase");
    }

    private static Explanation explain(String query, @Nullable Plan plan) {
        return Explanation.of(Raws.query("12345", query, NOW), plan);
    }

    private static List<String> lines(Explanation explanation) {
        return explanation.keys().stream()
                .map(key ->
                        key.key() + " > " + key.column() + " (" + key.type() + ") = " + key.value() + " " + key.notes())
                .toList();
    }
}
