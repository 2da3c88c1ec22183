package dev.firstlight.schema;

import dev.firstlight.schema.avro.Event;

/** An event as a record of {@code firstlight.events}. Threads: any. Who sends it compares its length with what the topic takes. */
@FunctionalInterface
public interface EventWriter {

    byte[] write(Event event);
}
