package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.time.ZoneId;
import java.util.Set;

/**
 * Keeps {@code time_zone} where the running JDK's zone rules know it, so that every query can convert with it.
 *
 * <p>Threads: any. Failure: what is no zone is absent with the warning {@code malformed:time_zone}.
 */
final class TimeZoneEnrichment implements Enrichment {

    private final Set<String> zones = Set.copyOf(ZoneId.getAvailableZoneIds());

    @Override
    public String name() {
        return "time_zone";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        String given = event.getTimeZone();
        if (given == null) {
            return;
        }
        String zone = given.strip();
        if (zones.contains(zone)) {
            event.setTimeZone(zone);
        } else {
            event.setTimeZone(null);
            warnings.add("malformed:time_zone");
        }
    }
}
