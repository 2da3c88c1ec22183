package dev.firstlight.collector.log;

/** What became of an event that was handed to the log. */
public enum Outcome {
    /** All in-sync replicas have it. */
    DURABLE,
    /** Not promised: it may or may not be there, the sender must send again with the same id. */
    GIVEN_UP
}
