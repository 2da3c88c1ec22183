package dev.firstlight.stream.enrich.agent;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.Warnings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a browser say, as it is remembered for the next event; absent is what they do not.
 *
 * @param warnings what every event with these headers is told; mostly none
 * @param isRead false when nothing could be made of them
 */
record Agent(
        @Nullable String deviceClass,
        @Nullable String deviceBrand,
        @Nullable String osName,
        @Nullable String osVersion,
        @Nullable String name,
        @Nullable String version,
        List<String> warnings,
        boolean isRead) {

    /** Of headers that say nothing. */
    static final Agent UNKNOWN = new Agent(null, null, null, null, null, null, List.of(), true);

    /** Of headers of which nothing can be made, and why. */
    static Agent unread(String why) {
        return new Agent(null, null, null, null, null, null, List.of(why), false);
    }

    void tell(Event event, Warnings told) {
        event.setDeviceClass(deviceClass);
        event.setDeviceBrand(deviceBrand);
        event.setOsName(osName);
        event.setOsVersion(osVersion);
        event.setAgentName(name);
        event.setAgentVersion(version);
        for (int i = 0; i < warnings.size(); i++) { // no iterator for each event
            told.add(warnings.get(i));
        }
    }
}
