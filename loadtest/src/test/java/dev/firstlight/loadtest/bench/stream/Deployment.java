package dev.firstlight.loadtest.bench.stream;

import java.util.Locale;

/**
 * What a hundred thousand events a second need, multiplied out of what was measured here; what was not measured is {@code none}. One machine has
 * not seen that rate: linear in it is the assumption, and stated. Threads: one.
 */
final class Deployment {

    private static final double EVENTS_PER_SECOND = 100_000;
    private static final double BUSY_MAX = 0.6; // what is left is for catching up after a restart, and for peaks
    private static final double SECONDS_PER_DAY = 86_400;
    private static final double RAW_DAYS = 3; // the catalogue of topics
    private static final double EVENTS_DAYS = 7;
    private static final double REPLICAS = 3;
    private static final double WINDOW_SECONDS = 49 * 3_600; // claim.window
    private static final double WINDOWS_KEPT_MAX = 2; // the generation that is filled and the one before
    private static final double MICROS = 1e6;
    private static final double MEGA = 1e6;
    private static final double TERA = 1e12;

    private double cpuMicros = Double.NaN;
    private double brokerMicros = Double.NaN;
    private double perSecondOfAThread = Double.NaN;
    private double rawBytes = Double.NaN;
    private double eventBytes = Double.NaN;
    private double changelogBytes = Double.NaN;
    private double diskBytesPerId = Double.NaN;
    private double restoredPerSecond = Double.NaN;

    /** Of the processor, for one event. */
    Deployment cpuMicros(double micros) {
        cpuMicros = micros;
        return this;
    }

    /** Of the broker meanwhile, without replicas. */
    Deployment brokerMicros(double micros) {
        brokerMicros = micros;
        return this;
    }

    /** Events, of one stream thread with a core to itself and its helpers. */
    Deployment perSecondOfAThread(double perSecond) {
        perSecondOfAThread = perSecond;
        return this;
    }

    /** Of one event in the raw log. */
    Deployment rawBytes(double bytes) {
        rawBytes = bytes;
        return this;
    }

    /** Of one event that leaves. */
    Deployment eventBytes(double bytes) {
        eventBytes = bytes;
        return this;
    }

    /** Written to all changelogs for one event. */
    Deployment changelogBytes(double bytes) {
        changelogBytes = bytes;
        return this;
    }

    Deployment diskBytesPerId(double bytes) {
        diskBytesPerId = bytes;
        return this;
    }

    Deployment restoredPerSecond(double ids) {
        restoredPerSecond = ids;
        return this;
    }

    String text() {
        double cores = EVENTS_PER_SECOND * cpuMicros / MICROS;
        double threads = EVENTS_PER_SECOND / perSecondOfAThread;
        double ids = EVENTS_PER_SECOND * WINDOW_SECONDS;
        return line("a deployment of %.0f events/s, multiplied out of the figures of this run:", EVENTS_PER_SECOND)
                + line(
                        "  cores       %s of processor busy, %s to have (%.0f %% busy at most); %s of broker, leaders only",
                        number(cores),
                        number(Math.ceil(cores / BUSY_MAX)),
                        100 * BUSY_MAX,
                        number(EVENTS_PER_SECOND * brokerMicros / MICROS))
                + line(
                        "  partitions  at least %s: a stream thread does %s events/s",
                        number(Math.ceil(threads / BUSY_MAX)), number(perSecondOfAThread))
                + line(
                        "  raw         %s B an event: %s MB/s in, %s TB for %.0f days in %.0f replicas",
                        number(rawBytes),
                        number(EVENTS_PER_SECOND * rawBytes / MEGA),
                        number(kept(rawBytes, RAW_DAYS)),
                        RAW_DAYS,
                        REPLICAS)
                + line(
                        "  events      %s B an event: %s MB/s in, %s TB for %.0f days in %.0f replicas",
                        number(eventBytes),
                        number(EVENTS_PER_SECOND * eventBytes / MEGA),
                        number(kept(eventBytes, EVENTS_DAYS)),
                        EVENTS_DAYS,
                        REPLICAS)
                + line(
                        "  changelogs  %s B an event: %s MB/s in, %s MB/s with %.0f replicas",
                        number(changelogBytes),
                        number(EVENTS_PER_SECOND * changelogBytes / MEGA),
                        number(REPLICAS * EVENTS_PER_SECOND * changelogBytes / MEGA),
                        REPLICAS)
                + line(
                        "  state       %.1f to %.1f thousand million ids (one to two windows of 49 h), %s B each: %s to %s TB, as much again for each standby",
                        ids / 1e9,
                        WINDOWS_KEPT_MAX * ids / 1e9,
                        number(diskBytesPerId),
                        number(ids * diskBytesPerId / TERA),
                        number(WINDOWS_KEPT_MAX * ids * diskBytesPerId / TERA))
                + line(
                        "  restore     one partition of 1,024 in %s to %s minutes when no standby has it",
                        number(ids / 1_024 / restoredPerSecond / 60),
                        number(WINDOWS_KEPT_MAX * ids / 1_024 / restoredPerSecond / 60));
    }

    /** Terabytes. */
    private static double kept(double bytes, double days) {
        return EVENTS_PER_SECOND * bytes * SECONDS_PER_DAY * days * REPLICAS / TERA;
    }

    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "none";
        }
        return String.format(Locale.ROOT, number < 10 ? "%.1f" : "%.0f", number);
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
