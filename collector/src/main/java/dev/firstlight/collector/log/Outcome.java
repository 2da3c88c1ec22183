package dev.firstlight.collector.log;

/** What became of an event that was handed to the log. */
public enum Outcome {
    /** All in-sync replicas have it or it is fsynced in the spool; with {@link AckPolicy#ACCEPTED}, it waits in memory for that. */
    DURABLE,
    /** Not promised: it may or may not be there, the sender must send again with the same id. */
    GIVEN_UP,
    /** {@link AckPolicy#ACCEPTED} only, after {@link #DURABLE} was said: given up, and the sender does not know. */
    LOST
}
