package dev.firstlight.stream.plan;

import org.jspecify.annotations.Nullable;

/**
 * Another name of a type: what a shop's old tags or another product's send.
 *
 * @param goal given to an event that says none, or none
 */
record PlanAlias(String type, @Nullable String goal) {}
