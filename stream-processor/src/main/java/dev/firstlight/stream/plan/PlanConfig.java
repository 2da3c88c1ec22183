package dev.firstlight.stream.plan;

import dev.firstlight.runtime.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The plan to begin with.
 *
 * @param file none where there is no plan
 * @param bytes the file as it was read
 * @param lookEach how often the file is looked at; a change is taken over at the second look that finds it alike
 */
public record PlanConfig(
        @Nullable Path file, byte[] bytes, @Nullable Plan plan, Duration lookEach) {

    /** No plan. */
    public static final PlanConfig NONE = new PlanConfig(null, new byte[0], null, Duration.ofSeconds(2));

    private static final String FILE = "plan.file";

    /** Reads the settings and the file: a processor does not start with a plan that it cannot read. */
    public static PlanConfig from(Settings settings) {
        String name = settings.textOrNone(FILE);
        Duration lookEach = settings.duration("plan.look-each", Duration.ofMillis(100), Duration.ofHours(1));
        if (name == null) {
            return new PlanConfig(null, NONE.bytes, null, lookEach);
        }
        Path file = Path.of(name);
        try {
            byte[] bytes = PlanFile.bytes(file);
            PlanReading reading = PlanFile.read(bytes);
            reading.problems().forEach(problem -> settings.problem(FILE, file + ": " + problem));
            return new PlanConfig(file, bytes, reading.plan(), lookEach);
        } catch (IOException e) {
            settings.problem(FILE, file + ": no such file, or not readable");
            return new PlanConfig(file, NONE.bytes, null, lookEach);
        }
    }
}
