package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.Wrk;
import dev.firstlight.loadtest.bench.process.NginxProcess;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What {@code loadtest/bench edge} stands for: the catalogue of its figures, in the order of the table. */
enum EdgeFigure {
    /** Share of requests answered 2xx while the broker is stopped, then killed; and once it is back, whichever is less. */
    OUTAGE_2XX_SHARE(Part.OUTAGE, Bound.atLeast(0.9999)),
    /** Longest stall of an event loop in that time, beyond those of a control thread on the same core. */
    OUTAGE_LOOP_STALL_MS(Part.OUTAGE, Bound.atMost(20).aimingAt(5)),
    /** Greatest resident memory in that time, beyond the greatest with the same load and the broker up. */
    OUTAGE_RSS_GROWTH_MIB(Part.OUTAGE, Bound.atMost(64)),
    /** Packs replayed a second once the broker is back, beside live traffic, over packs that live traffic makes a second. */
    REPLAY_SPEED_OVER_LIVE(Part.OUTAGE, Bound.atLeast(3)),
    /** Added p99 of waiting for durability, at half of the highest rate. */
    DURABLE_VS_ACCEPTED_ADDED_P99_MS(Part.DURABLE, Bound.atMost(25).aimingAt(12)),
    /** Reading 1 GiB of segments when the collector starts. */
    SPOOL_RECOVERY_1_GIB_SECONDS(Part.RECOVERY, Bound.atMost(10)),
    /** p99 of honest clients beside 2,000 slow connections, over the one without. */
    HONEST_P99_BESIDE_2000_SLOW_RATIO(Part.SLOW, Bound.atMost(2)),
    /** Pixels not answered 2xx while two collectors behind HAProxy are restarted in turns. */
    ROLLING_RESTART_FAILED_PIXELS(Part.ROLLING, Bound.atMost(0)),
    /** Processor time of a durable hit over that of nginx with an access log, 512 keep-alive connections. */
    CPU_PER_REQUEST_VS_NGINX(Part.COST, Bound.atMost(1.25).aimingAt(0.9)),
    /** The same with 64, where packs are smaller. */
    CPU_PER_REQUEST_VS_NGINX_64_CONNECTIONS(Part.COST, Bound.atMost(1.4).aimingAt(1)),
    /** Processor time that sending adds to an event, over what it adds when each is sent alone. */
    PRODUCE_CPU_PER_EVENT_VS_ONE_SEND(Part.COST, Bound.atMost(0.5).aimingAt(0.35)),
    /** Bytes that the event loops allocate for one request. */
    LOOP_BYTES_PER_REQUEST(Part.COST, Bound.atMost(256).aimingAt(64)),
    /** Bytes that all threads of the collector allocate for one request, Kafka's included. */
    PROCESS_BYTES_PER_REQUEST(Part.COST, Bound.atMost(1_024).aimingAt(400)),
    /** Processor time of collector and broker for one event, over that when each event is sent alone. */
    COLLECTOR_AND_BROKER_CPU_VS_ONE_SEND(Part.COST, Bound.atMost(0.6).aimingAt(0.45)),
    /** Processor time of a request with 640 connections over that with 64. */
    CPU_GROWTH_AT_10_TIMES_CONNECTIONS(Part.COST, Bound.atMost(1.3).aimingAt(1.15)),
    /** Share of the profile that has a name; with less, the picture says little. */
    PROFILE_SHARE_NAMED(Part.PROFILE, Bound.atLeast(0.8).aimingAt(0.95)),
    /** Processor time of a request with the defaults, over the least of all choices that were tried: nothing cheap was overlooked. */
    DEFAULTS_VS_CHEAPEST_CHOICE(Part.CHOICES, Bound.atMost(1.25));

    /** What is measured in one go. */
    enum Part {
        DURABLE,
        SLOW,
        OUTAGE,
        RECOVERY,
        ROLLING,
        COST(Wrk.PROGRAM, NginxProcess.PROGRAM),
        PROFILE(Wrk.PROGRAM),
        CHOICES(Wrk.PROGRAM);

        private final Set<String> programs;

        Part(String... programs) {
            this.programs = Set.of(programs);
        }

        /** What it needs that a machine may not have, beside what every part does. */
        Set<String> programs() {
            return programs;
        }

        /** What runs when nothing is named: all figures of the product; the profile is a picture. */
        static Set<Part> all() {
            return EnumSet.complementOf(EnumSet.of(PROFILE, CHOICES));
        }

        /** What {@code --quick} runs when nothing is named, within 4 minutes. */
        static Set<Part> quick() {
            return EnumSet.complementOf(EnumSet.of(ROLLING, COST, PROFILE, CHOICES));
        }
    }

    private final Part part;
    private final Bound bound;

    EdgeFigure(Part part, Bound bound) {
        this.part = part;
        this.bound = bound;
    }

    Part part() {
        return part;
    }

    Figure once(double value, String baseline) {
        return Figure.once(figureName(), value, bound, baseline);
    }

    Figure median(Rounds rounds, String baseline) {
        return Figure.median(figureName(), rounds, bound, baseline);
    }

    /** Whose figure it is. */
    static EdgeFigure of(Figure figure) {
        return valueOf(figure.name().toUpperCase(Locale.ROOT));
    }

    private String figureName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
