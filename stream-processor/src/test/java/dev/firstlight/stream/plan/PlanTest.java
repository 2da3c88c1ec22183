package dev.firstlight.stream.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.PlanFinding;
import dev.firstlight.stream.event.Warnings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a plan says of an event. */
class PlanTest {

    private static final String CONVERSION = """
            version: 1
            goals: [purchase, signup]
            types:
              conversion:
                goals: [purchase]
                properties:
                  value: { type: decimal, required: true, min: 0.01 }
                  coupon: { type: string, max-length: 4 }
                  p.value: integer
                  gift: boolean
                  shirt: { type: enum, values: [s, m, l] }
              page_view:
            """;

    private final Warnings warnings = new Warnings();

    @Test
    void shouldFindNothingAboutAnEventThatIsAsPlanned() {
        Event event = Plans.event("conversion", Map.of("gift", "1", "shirt", "m", "value", "3", "another", "x"));
        event.setValue("19.90");
        event.setCoupon("ÄÖÜß");
        event.setGoal("purchase");

        assertThat(Plans.plan(CONVERSION).judge(event, null, warnings)).isEqualTo(PlanVerdict.AS_PLANNED);
        assertThat(event.getTypeGiven()).isNull();
    }

    @Test
    void shouldNameEverythingThatIsNotAsPlanned() {
        Event event = Plans.event("conversion", Map.of("gift", "yes", "shirt", "M", "value", "3.5"));
        event.setCoupon("12345");
        event.setGoal("signup");

        PlanVerdict verdict = Plans.plan(CONVERSION).judge(event, null, warnings);

        assertThat(verdict.findings())
                .extracting(PlanFinding::warning)
                .containsExactly(
                        "plan_unknown_goal",
                        "plan_missing:value",
                        "plan_malformed:coupon",
                        "plan_malformed:p.value",
                        "plan_malformed:gift",
                        "plan_malformed:shirt");
        assertThat(verdict.refusal()).isNull();
        assertThat(verdict.detail()).startsWith("plan_unknown_goal, plan_missing:value, ");
    }

    @Test
    void shouldTakeAnEmptyPropertyForAMissingOne() {
        Plan plan = Plans.plan("""
                version: 1
                types: { click: { properties: { button: { type: string, required: true } } } }
                """);

        assertThat(warningsOf(plan, Plans.event("click", Map.of("button", "")))).containsExactly("plan_missing:button");
        assertThat(warningsOf(plan, Plans.event("click", Map.of("button", " "))))
                .isEmpty();
    }

    @Test
    void shouldFlagATypeItDoesNotKnow() {
        PlanVerdict verdict = Plans.plan(CONVERSION).judge(Plans.event("scroll", Map.of()), null, warnings);

        assertThat(verdict.findings()).extracting(PlanFinding::warning).containsExactly("plan_unknown_type");
        assertThat(verdict.refusal()).isNull();
    }

    @Test
    void shouldRefuseWhereTypePixelSiteOrPlanSaysSoAndTheNearestWordHolds() {
        Plan plan = Plans.plan("""
                version: 1
                unknown-types: refuse
                types:
                  a: { properties: { x: { required: true } } }
                  b: { violations: refuse, properties: { x: { required: true } } }
                sites:
                  s: { unknown-types: flag, violations: refuse }
                pixels:
                  p: { unknown-types: refuse, violations: flag }
                """);

        assertThat(refusal(plan, "other", "other", "a")).isNull();
        assertThat(refusal(plan, "other", "other", "b")).isEqualTo(Refusal.PLAN_VIOLATION);
        assertThat(refusal(plan, "other", "other", "c")).isEqualTo(Refusal.PLAN_UNKNOWN_TYPE);
        assertThat(refusal(plan, "other", "s", "a")).isEqualTo(Refusal.PLAN_VIOLATION);
        assertThat(refusal(plan, "other", "s", "c")).isNull();
        assertThat(refusal(plan, "p", "s", "a")).isNull();
        assertThat(refusal(plan, "p", "s", "b")).isEqualTo(Refusal.PLAN_VIOLATION);
        assertThat(refusal(plan, "p", "s", "c")).isEqualTo(Refusal.PLAN_UNKNOWN_TYPE);
    }

    @Test
    void shouldGiveAnAliasedEventItsOneNameAndKeepWhatTheClientSaid() {
        Plan plan = Plans.plan("""
                version: 1
                aliases:
                  Purchase: { type: conversion, goal: purchase }
                types:
                  conversion: { properties: { value: { type: decimal, required: true } } }
                """);
        Event event = Plans.event("purchase", Map.of());

        assertThat(warningsOf(plan, event, "PurChase")).containsExactly("plan_missing:value");
        assertThat(event.getType()).isEqualTo("conversion");
        assertThat(event.getTypeGiven()).isEqualTo("PurChase");
        assertThat(event.getGoal()).isEqualTo("purchase");

        Event withGoal = Plans.event("purchase", Map.of());
        withGoal.setGoal("upgrade");
        plan.judge(withGoal, "purchase", warnings);
        assertThat(withGoal.getGoal()).isEqualTo("upgrade");
    }

    @Test
    void shouldCutWhatTheClientSaidToItsColumn() {
        Plan plan = Plans.plan("version: 1\naliases: { " + "k".repeat(64) + ": { type: click } }\ntypes: { click: }\n");
        Event event = Plans.event("k".repeat(64), Map.of());

        plan.judge(event, "\u212a".repeat(64), warnings); // the Kelvin sign, three bytes, is a k when it is small

        assertThat(event.getTypeGiven()).isEqualTo("\u212a".repeat(21));
        assertThat(warnings.list()).containsExactly("truncated:type_given");
    }

    @Test
    void shouldLetAPixelAndASiteReplaceTypesAndAliases() {
        Plan plan = Plans.plan("""
                version: 1
                aliases: { buy: { type: order } }
                types:
                  order: { properties: { x: { required: true } } }
                  buy_now:
                sites:
                  s: { types: { order: } }
                pixels:
                  p: { aliases: { buy: { type: buy_now } }, types: { order: { properties: { y: { required: true } } } } }
                """);

        assertThat(warningsOf(plan, Plans.event("other", "other", "order", Map.of())))
                .containsExactly("plan_missing:x");
        assertThat(warningsOf(plan, Plans.event("other", "s", "order", Map.of())))
                .isEmpty();
        assertThat(warningsOf(plan, Plans.event("p", "s", "order", Map.of()))).containsExactly("plan_missing:y");
        Event here = Plans.event("p", "s", "buy", Map.of());
        Event elsewhere = Plans.event("other", "s", "buy", Map.of());
        assertThat(warningsOf(plan, here)).isEmpty();
        assertThat(warningsOf(plan, elsewhere)).isEmpty();
        assertThat(here.getType()).isEqualTo("buy_now");
        assertThat(elsewhere.getType()).isEqualTo("order");
    }

    private static List<String> warningsOf(Plan plan, Event event) {
        return warningsOf(plan, event, null);
    }

    private static List<String> warningsOf(Plan plan, Event event, @Nullable String given) {
        return plan.judge(event, given, new Warnings()).findings().stream()
                .map(PlanFinding::warning)
                .toList();
    }

    private static @Nullable Refusal refusal(Plan plan, String pixel, String site, String type) {
        return plan.judge(Plans.event(pixel, site, type, Map.of()), null, new Warnings())
                .refusal();
    }
}
