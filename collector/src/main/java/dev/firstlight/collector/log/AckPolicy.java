package dev.firstlight.collector.log;

/** When an event is answered. */
public enum AckPolicy {
    /** When it is acknowledged by all in-sync replicas or fsynced in the spool. */
    DURABLE,
    /** When it waits in memory to be sent: sooner, and lost with the process or when neither Kafka nor the spool takes it. */
    ACCEPTED
}
