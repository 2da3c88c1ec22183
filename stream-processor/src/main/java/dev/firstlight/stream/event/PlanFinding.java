package dev.firstlight.stream.event;

import org.jspecify.annotations.Nullable;

/**
 * One thing about an event that is not as the tracking plan has it.
 *
 * @param name the property as the plan names it, or none where the kind says all; never the client's bytes
 */
public record PlanFinding(Kind kind, @Nullable String name) {

    /** What the plan can find; meters are split by it. */
    public enum Kind {
        /** A type that the plan does not know, by no alias either. */
        UNKNOWN_TYPE("plan_unknown_type"),
        /** A goal that the plan does not list. */
        UNKNOWN_GOAL("plan_unknown_goal"),
        /** A required property that is absent or empty. */
        MISSING("plan_missing"),
        /** A property that is there and not of its type, or beyond its bounds. */
        MALFORMED("plan_malformed");

        private final String warning;

        Kind(String warning) {
            this.warning = warning;
        }
    }

    /** As it stands in an event's warnings and in a refusal's detail. */
    public String warning() {
        return name == null ? kind.warning : kind.warning + ":" + name;
    }
}
