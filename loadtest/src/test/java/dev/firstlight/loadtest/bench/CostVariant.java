package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.process.ProbeMode;
import java.util.Locale;

/**
 * What is measured side by side. Those that are collectors differ by one line of HOCON, or by what stands in place of the log.
 */
enum CostVariant {
    /** Defaults. */
    OURS("", ProbeMode.ALONE),
    /** {@link #OURS} that forgets packs instead of sending them: the difference is what producing costs. */
    OURS_UNSENT("", ProbeMode.NULL_LOG),
    /** Ours with packs of one: one {@code send()} an event, as collectors do it that do not pack. */
    ONE_SEND("pack { events-max = 1 }", ProbeMode.ALONE),
    /** {@link #ONE_SEND} that forgets packs. */
    ONE_SEND_UNSENT("pack { events-max = 1 }", ProbeMode.NULL_LOG),
    /** Ours with the request scanner off: each request through Netty's decoder. Left out where the collector has no scanner. */
    GENERAL("http { scanner = false }", ProbeMode.ALONE),
    /** The least that a Netty server costs. */
    FLOOR,
    /** What a user would pick instead. */
    NGINX;

    private final boolean isCollector;
    private final String settings;
    private final ProbeMode mode;

    CostVariant(String settings, ProbeMode mode) {
        this.isCollector = true;
        this.settings = settings;
        this.mode = mode;
    }

    CostVariant() {
        this.isCollector = false;
        this.settings = "";
        this.mode = ProbeMode.ALONE;
    }

    boolean isCollector() {
        return isCollector;
    }

    /**
     * HOCON under {@code collector}. All connections of a load come from one address here, as they do from a trusted proxy, which is exempt
     * from the limit per address.
     */
    String settings() {
        return "http { connections-per-prefix-max = 0 }\n" + settings;
    }

    ProbeMode mode() {
        return mode;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
