package dev.firstlight.stream.enrich;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.RequestHeaders;
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

    /** As warnings and the error log name it, and its switch in the settings with hyphens. */
    String name();

    /** Waits until it can answer; called before the stream starts, and again before the first event of a task. */
    default void awaitReady() {}

    /**
     * Called on a task's thread about once a second, between two records: where it may commit, and so where waiting may begin anew that must
     * not outlast a transaction.
     */
    default void beginTurn() {}

    void enrich(Subject subject, Event event, Warnings warnings);

    /** After an exception: takes out of the event what must not leave without this enrichment. */
    default void giveUp(Event event) {}

    /**
     * What there is to go by beside the event.
     *
     * @param headers what the request said of its browser, or none
     * @param address 16-byte form in the clear, or none; wiped after the event
     * @param keyDay which day's key had sealed it
     */
    record Subject(@Nullable RequestHeaders headers, byte @Nullable [] address, int keyDay) {}
}
