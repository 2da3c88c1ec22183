package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.stream.meter.StreamMeter;
import dev.firstlight.stream.plan.Plans;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plan between decode and claim. */
class PlanInTopologyTest {

    private static final String PLAN = """
            version: 1
            unknown-types: refuse
            aliases:
              Purchase: { type: conversion, goal: purchase }
            types:
              click: { properties: { button: { type: string, required: true } } }
              conversion:
                violations: refuse
                properties: { value: { type: decimal, required: true, max: 1000 } }
            """;

    @TempDir
    Path directory;

    private TestPipeline pipeline;
    private long now;

    @BeforeEach
    void start() {
        pipeline = new TestPipeline(directory, Plans.plan(PLAN));
        now = pipeline.clock.millis();
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void shouldKeepAFlaggedEventWithItsWarnings() {
        pipeline.append(Raws.query("12345", "e=click&eid=a", now));

        assertThat(pipeline.events()).singleElement().satisfies(event -> assertThat(event.getWarnings())
                .containsExactly("plan_missing:button"));
    }

    @Test
    void shouldRefuseWithTheReasonAndTakeNoIdentity() {
        pipeline.append(Raws.query("12345", "e=conversion&oid=A-1&eid=a", now));
        pipeline.append(Raws.query("12345", "e=scroll&eid=b", now));
        pipeline.append(Raws.query("12345", "e=conversion&oid=A-1&eid=a&val=19.90", now));
        pipeline.append(Raws.query("12345", "e=click&eid=b&button=buy", now));
        pipeline.advance(Duration.ofMinutes(1));

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("a", "b");
        assertThat(pipeline.rejects())
                .extracting(Reject::getReason, Reject::getDetail)
                .containsExactly(
                        tuple("plan_violation", "plan_missing:value"), tuple("plan_unknown_type", "plan_unknown_type"));
        assertThat(pipeline.meters.count(StreamMeter.REFUSED, Refusal.PLAN_VIOLATION))
                .isOne();
        assertThat(pipeline.ledgerTotals())
                .containsEntry("accepted", 4L)
                .containsEntry("unique", 2L)
                .containsEntry("refused.plan_violation", 1L)
                .containsEntry("refused.plan_unknown_type", 1L);
    }

    @Test
    void shouldKnowAnAliasedConversionByItsEventId() {
        pipeline.append(Raws.query("12345", "e=Purchase&oid=A-1&val=5", now));
        pipeline.append(Raws.query("12345", "e=Purchase&oid=A-1&val=5", now));

        assertThat(pipeline.events()).hasSize(2).allSatisfy(event -> {
            assertThat(event.getType()).isEqualTo("conversion");
            assertThat(event.getTypeGiven()).isEqualTo("Purchase");
            assertThat(event.getGoal()).isEqualTo("purchase");
            assertThat(event.getIdentity()).isEqualTo("event");
        });
    }
}
