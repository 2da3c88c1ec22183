package dev.firstlight.stream.enrich;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.Warnings;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an event is told about itself. Repeatable: the same subject gives the same answer as long as its data (keys, files) are
 * the same. Total: what cannot be found stays absent.
 *
 * <p>Threads: any, at the same time. Failure: an exception leaves the fields absent and is counted; its text is never logged, since it may
 * hold the address. Keeps nothing of the subject.
 */
public interface Enrichment {

    /** As warnings and the error log name it. */
    String name();

    /** Waits until it can answer; called before the first event of a task. */
    default void awaitReady() {}

    void enrich(Subject subject, Event event, Warnings warnings);

    /**
     * What there is to go by.
     *
     * @param userAgent header User-Agent, or none
     * @param address 16-byte form in the clear, or none; wiped after the event
     * @param keyDay which day's key had sealed it
     */
    record Subject(@Nullable String userAgent, byte @Nullable [] address, int keyDay) {}
}
