package dev.firstlight.stream.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Plans and events for tests. */
public final class Plans {

    private Plans() {}

    /** The plan, which has no problem. */
    public static Plan plan(String yaml) {
        PlanReading reading = read(yaml);
        assertThat(reading.problems()).isEmpty();
        return Objects.requireNonNull(reading.plan());
    }

    static PlanReading read(String yaml) {
        return PlanFile.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@code line 3: what is wrong}. */
    static List<String> problems(String yaml) {
        PlanReading reading = read(yaml);
        assertThat(reading.plan() == null).isEqualTo(!reading.problems().isEmpty());
        return reading.problems().stream().map(PlanProblem::toString).toList();
    }

    static Event event(String type, Map<String, String> properties) {
        return event("12345", "12345", type, properties);
    }

    static Event event(String pixel, String site, String type, Map<String, String> properties) {
        Event event = new Event();
        event.setPixelId(pixel);
        event.setSite(site);
        event.setType(type);
        event.setProperties(properties);
        return event;
    }
}
