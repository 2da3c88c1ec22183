package dev.firstlight.stream;

import dev.firstlight.schema.EventWriter;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.util.Map;

/**
 * Where a run of the topology writes its events, and up to where it reads.
 *
 * @param events full name of the topic
 * @param ends by partition of the raw log, the offset at which a replay ends, exclusive; empty for the processor itself, which never ends
 */
record Outputs(String events, EventWriter writer, Map<Integer, Long> ends) {

    /** Those of the processor. */
    static Outputs live(KafkaConfig kafka, EventWriter writer) {
        return new Outputs(kafka.nameOf(Topic.EVENTS), writer, Map.of());
    }

    /** A replay writes events alone. */
    boolean isReplay() {
        return !ends.isEmpty();
    }
}
