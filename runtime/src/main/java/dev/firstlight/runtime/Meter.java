package dev.firstlight.runtime;

import java.util.Locale;

/**
 * One entry of a service's meter catalogue. Implemented by one enum per service, so that the catalogue is the documentation:
 * dashboards, alerts and tests are held against it. Never labelled by anything a client can choose.
 */
public interface Meter {

    /** What is measured, which decides how it is exposed. */
    enum Kind {
        /** Only ever grows; exposed with the suffix {@code _total}. */
        COUNTER,
        /** A reading taken when asked for. */
        GAUGE,
        /** Durations recorded in nanoseconds; exposed in seconds as quantiles over the last five minutes or so. */
        NANOS
    }

    /** The enum constant's own name. */
    String name();

    /** One sentence: what it counts and in which unit. */
    String help();

    Kind kind();

    /** The catalogue of reasons that split a counter, or {@code Void} when it is one number. */
    default Class<?> reasons() {
        return Void.class;
    }

    /** The name without the service's prefix, as Prometheus spells it. */
    default String metricName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
