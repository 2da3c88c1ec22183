package dev.firstlight.stream.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.TestClock;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.PlanFinding;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that changes under a running processor. */
class PlanInForceTest {

    private static final String CLICK = "version: 1\ntypes: { click: }\n";
    private static final String SCROLL = "version: 1\ntypes: { scroll: }\n";
    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    Path directory;

    private final Meters meters = new Meters("stream_processor", StreamMeter.class);
    private final TestClock clock = new TestClock(Instant.ofEpochSecond(1_000));
    private final List<String> lines = new ArrayList<>();
    private final ErrorLog errors = new ErrorLog(clock, (line, cause) -> lines.add(line));
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("plan.yaml"), CLICK);
    }

    @Test
    void shouldTakeOverAChangeAtTheSecondLookThatFindsItAlike() throws IOException {
        try (PlanInForce plan = begin(NEVER)) {
            Files.writeString(file, SCROLL);
            clock.advance(Duration.ofSeconds(60));

            plan.look(file);
            assertThat(knows(plan, "scroll")).isFalse();
            plan.look(file);
            assertThat(knows(plan, "scroll")).isTrue();
            assertThat(knows(plan, "click")).isFalse();
            assertThat(meters.count(StreamMeter.PLAN_RELOADS)).isOne();
            assertThat(meters.prometheusText()).contains("plan_read_epoch_seconds 1060.0");
        }
    }

    @Test
    void shouldNotTakeAHalfWrittenFileForTheWhole() throws IOException {
        try (PlanInForce plan = begin(NEVER)) {
            Files.writeString(file, "version: 1\ntypes: {");
            plan.look(file);
            Files.writeString(file, SCROLL);
            plan.look(file);
            plan.look(file);

            assertThat(knows(plan, "scroll")).isTrue();
            assertThat(meters.count(StreamMeter.PLAN_RELOADS_FAILED)).isZero();
        }
    }

    @Test
    void shouldKeepThePlanAndSayWhichLineIsWrongWhereAFileIsNone() throws IOException {
        try (PlanInForce plan = begin(NEVER)) {
            Files.writeString(file, "version: 1\ntypes: { Scroll: , Click: }\n");
            look(plan, 5);

            assertThat(knows(plan, "click")).isTrue();
            assertThat(meters.count(StreamMeter.PLAN_RELOADS_FAILED)).isOne();
            assertThat(lines)
                    .singleElement()
                    .asString()
                    .contains("plan.yaml, line 2: the type 'Scroll' is not")
                    .endsWith("(and 1 more)");

            Files.writeString(file, SCROLL);
            look(plan, 2);
            assertThat(knows(plan, "scroll")).isTrue();
        }
    }

    @Test
    void shouldKeepThePlanWhileItsFileIsGoneAndTakeItBackWhenItIsThere() throws IOException {
        try (PlanInForce plan = begin(NEVER)) {
            Files.delete(file);
            look(plan, 3);
            assertThat(knows(plan, "click")).isTrue();
            assertThat(lines).singleElement().asString().endsWith("no such file, or not readable");

            Files.writeString(file, CLICK);
            look(plan, 3);
            assertThat(meters.count(StreamMeter.PLAN_RELOADS)).isOne();
            assertThat(knows(plan, "click")).isTrue();
        }
    }

    @Test
    void shouldLookByItselfOnAThreadOfItsOwn() throws IOException {
        try (PlanInForce plan = begin(Duration.ofMillis(10))) {
            Files.writeString(file, SCROLL);

            Awaitility.await().until(() -> knows(plan, "scroll"));
        }
    }

    @Test
    void shouldCountWhatItFindsByKindAndSayNothingWithoutAPlan() {
        Warnings warnings = new Warnings();
        PlanInForce none = PlanInForce.always(null, meters);
        PlanInForce some = PlanInForce.always(Plans.plan(CLICK), meters);

        assertThat(none.judge(Plans.event("scroll", Map.of()), null, warnings)).isNull();
        assertThat(warnings.list()).isEmpty();
        assertThat(meters.count(StreamMeter.PLAN_FINDINGS)).isZero();

        some.judge(Plans.event("scroll", Map.of()), null, warnings);
        assertThat(warnings.list()).containsExactly("plan_unknown_type");
        assertThat(meters.count(StreamMeter.PLAN_FINDINGS, PlanFinding.Kind.UNKNOWN_TYPE))
                .isOne();
    }

    private PlanInForce begin(Duration lookEach) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        PlanConfig config = new PlanConfig(file, bytes, PlanFile.read(bytes).plan(), lookEach);
        return new PlanInForce(config, clock, meters, errors);
    }

    private void look(PlanInForce plan, int times) {
        for (int i = 0; i < times; i++) {
            plan.look(file);
        }
    }

    private static boolean knows(PlanInForce plan, String type) {
        Event event = Plans.event(type, Map.of());
        return Objects.requireNonNull(plan.judge(event, null, new Warnings()))
                .findings()
                .isEmpty();
    }
}
