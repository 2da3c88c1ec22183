package dev.firstlight.standalone.replay;

import dev.firstlight.schema.avro.RawEvent;

/**
 * A raw event as it was, without the mark that refused it, and the place that its address was sealed for.
 *
 * @param event the replay's own, to be changed by it
 */
record Restored(RawEvent event, long incarnation, int loop, int partition, long sequence) {}
