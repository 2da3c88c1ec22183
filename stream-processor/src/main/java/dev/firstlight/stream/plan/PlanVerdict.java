package dev.firstlight.stream.plan;

import dev.firstlight.schema.Refusal;
import dev.firstlight.stream.event.PlanFinding;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the plan says of one event.
 *
 * @param findings empty when it is as planned
 * @param refusal why it is no event, or none: then the findings are warnings
 */
public record PlanVerdict(
        List<PlanFinding> findings, @Nullable Refusal refusal) {

    static final PlanVerdict AS_PLANNED = new PlanVerdict(List.of(), null);

    /** Findings named in a refusal's detail; a type has hardly more properties that matter. */
    private static final int NAMED_MAX = 16;

    /** What exactly, in the plan's words; never the client's bytes. */
    public String detail() {
        String named =
                findings.stream().limit(NAMED_MAX).map(PlanFinding::warning).collect(Collectors.joining(", "));
        return findings.size() <= NAMED_MAX ? named : named + " and " + (findings.size() - NAMED_MAX) + " more";
    }
}
