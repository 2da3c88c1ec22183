package dev.firstlight.stream.plan;

/** What becomes of an event that is not as the plan has it. */
enum PlanMode {
    /** It is kept, with a warning. */
    FLAG,
    /** It goes to the rejects and takes no identity. */
    REFUSE
}
