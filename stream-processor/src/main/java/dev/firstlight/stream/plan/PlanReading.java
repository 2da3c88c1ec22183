package dev.firstlight.stream.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading a plan came to.
 *
 * @param plan none when there is a problem
 * @param problems in the order of their lines
 */
public record PlanReading(@Nullable Plan plan, List<PlanProblem> problems) {}
