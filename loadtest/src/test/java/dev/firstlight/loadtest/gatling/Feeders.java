package dev.firstlight.loadtest.gatling;

import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/** Visits as Gatling takes them: {@code browser} (name), {@code cookie} and {@code hits} of each virtual user. */
final class Feeders {

    static final String BROWSER = "browser";
    static final String HITS = "hits";

    private Feeders() {}

    /** Without end. Gatling asks from one thread at a time. */
    static Iterator<Map<String, Object>> visits(Traffic traffic) {
        return Stream.generate(traffic::next)
                .map(visit -> Map.<String, Object>of(
                        BROWSER, visit.browser().name(), "cookie", visit.cookie(), HITS, visit.hits()))
                .iterator();
    }
}
