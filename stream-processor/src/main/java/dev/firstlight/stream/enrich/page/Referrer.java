package dev.firstlight.stream.enrich.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the list of those who refer.
 *
 * @param source its name, as in {@code referrer_source}
 * @param parameters that hold what was searched for, the likeliest first; none where it never says
 */
record Referrer(
        Medium medium,
        String source,
        List<String> parameters,
        @Nullable NameTable names) {

    static Referrer of(Medium medium, String source, List<String> parameters) {
        return new Referrer(
                medium, source, List.copyOf(parameters), parameters.isEmpty() ? null : new NameTable(parameters));
    }
}
