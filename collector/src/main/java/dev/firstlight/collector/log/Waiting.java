package dev.firstlight.collector.log;

/** Who waits for what becomes of an event. May be one for many events: the packer keeps no more of them than a place in a list. */
@FunctionalInterface
public interface Waiting {

    /** Told once for each event, on the loop, never before the event has been appended. */
    void settled(Outcome outcome);
}
