package dev.firstlight.collector.event;

import dev.firstlight.runtime.Settings;
import dev.firstlight.schema.JsonPayload;

/**
 * How large one event may be. The processor reads the same bytes by {@link #GREATEST}: the edge may be set to less, never to more.
 *
 * @param bytesMax of its JSON object or query; more is refused as {@code event_too_large}
 * @param jsonDepthMax objects and arrays in each other, the event itself being the first; more is refused as {@code json_too_deep}
 */
public record EventLimits(int bytesMax, int jsonDepthMax) {

    public static final EventLimits GREATEST = new EventLimits(JsonPayload.EVENT_BYTES_MAX, JsonPayload.DEPTH_MAX);

    /** Below, page views with a long address and a referrer would be refused. */
    private static final int BYTES_MIN = 1_024;

    public static EventLimits from(Settings settings) {
        return new EventLimits(
                (int) settings.bytes("event.bytes-max", BYTES_MIN, GREATEST.bytesMax),
                settings.integer("event.json-depth-max", 1, GREATEST.jsonDepthMax));
    }
}
