package dev.firstlight.standalone.cli;

import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.Reject;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of one minute as the raw log has them, each under its identity, until it is found where it was to go. What is left is missing.
 *
 * <p>Threads: one. Bounds: {@code idsMax} identities; what is beyond is not looked at, and {@link #isCut} says so.
 */
final class Traces {

    /** As rejects have it: of the whole record. */
    private static final int WHOLE = -1;

    /** A place in a topic; {@code index} is the item's in its pack, {@value #WHOLE} for the whole record. */
    record Place(int partition, long offset, int index) {

        @Override
        public String toString() {
            return partition + "/" + offset + "/" + index;
        }
    }

    /** An event, and where the raw log has it first. */
    record Trace(String dedupId, String eventId, String pixel, Place raw) {}

    private final int idsMax;
    private final Map<String, Trace> byId = new LinkedHashMap<>();
    private final Set<String> passedOn = new HashSet<>();
    private final Map<Place, String> idsByEvent = new HashMap<>();
    private @Nullable Map<Place, String> idsByPlace;
    private boolean isCut;
    private long unreadable;

    Traces(int idsMax) {
        this.idsMax = idsMax;
    }

    /** Takes an event of the raw log, unless it repeats one that was taken. */
    void add(Trace trace) {
        if (byId.size() < idsMax) {
            byId.putIfAbsent(trace.dedupId(), trace);
        } else if (!byId.containsKey(trace.dedupId())) {
            isCut = true;
        }
    }

    /** Whether there were more identities than are looked at. */
    boolean isCut() {
        return isCut;
    }

    int idsMax() {
        return idsMax;
    }

    List<String> ids() {
        return List.copyOf(byId.keySet());
    }

    void found(Collection<String> ids) {
        byId.keySet().removeAll(ids);
    }

    /** The events topic has an event of this identity; a record of it is one event. */
    void passedOn(String dedupId, int partition, long offset) {
        if (byId.containsKey(dedupId)) {
            passedOn.add(dedupId);
            idsByEvent.put(new Place(partition, offset, WHOLE), dedupId);
        }
    }

    /** The events topic has a record that is no event: one of these may have been it. */
    void unreadable() {
        unreadable++;
    }

    /**
     * What a reject says was refused at its place, in the topic that the stage reads: the processor refuses items of the raw log, the sink records
     * of the events topic. What another sink refuses, this one may have delivered. A repeated order is in rejects too, and its first is elsewhere.
     */
    void refused(Reject reject) {
        Place place = new Place(reject.getRawPartition(), reject.getRawOffset(), reject.getRawIndex());
        String id =
                switch (reject.getStage()) {
                    case "stream-processor" ->
                        isOf(Topic.RAW, reject) ? idsByPlace().get(place) : null;
                    case "firehose-sink" -> isOf(Topic.EVENTS, reject) ? idsByEvent.get(place) : null;
                    default -> null;
                };
        if (id != null) {
            byId.remove(id);
        }
    }

    private static boolean isOf(Topic topic, Reject reject) {
        return reject.getRawTopic().equals(topic.topicName());
    }

    private Map<Place, String> idsByPlace() {
        Map<Place, String> known = idsByPlace;
        if (known == null) {
            known = new HashMap<>();
            for (Trace trace : byId.values()) {
                known.put(trace.raw(), trace.dedupId());
            }
            idsByPlace = known;
        }
        return known;
    }

    List<Trace> missing() {
        return List.copyOf(byId.values());
    }

    private String orUnreadable() {
        return unreadable == 0 ? "" : ", or one of " + unreadable + " records of events that cannot be read";
    }

    /** How far an event came. */
    String stage(Trace trace) {
        return passedOn.contains(trace.dedupId())
                ? "passed on by the processor, not in the warehouse"
                : "in the log, not passed on by the processor" + orUnreadable();
    }
}
