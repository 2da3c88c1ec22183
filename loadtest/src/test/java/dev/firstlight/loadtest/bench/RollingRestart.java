package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.OpenLoop;
import dev.firstlight.loadtest.bench.load.Tally;
import dev.firstlight.loadtest.bench.process.CollectorProcess;
import dev.firstlight.loadtest.bench.process.HaproxyProcess;
import java.io.IOException;
import java.time.Duration;

/** Two collectors behind HAProxy, restarted in turns under load: pixels that were not answered 2xx. */
final class RollingRestart {

    /** What a load balancer needs to see that {@code /ready} is red, several times over. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(2);

    private final Rig rig;
    private final Extent extent;
    private final Progress progress;
    private final double rate;
    private final int[] ports;
    private final CollectorProcess[] collectors = new CollectorProcess[2];

    RollingRestart(Rig rig, Extent extent, Progress progress, double rate) throws IOException {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
        this.rate = rate;
        this.ports = HaproxyProcess.freePorts();
    }

    Figure run() throws IOException, InterruptedException {
        Tally tally;
        long restarts = 0;
        try (HaproxyProcess haproxy = new HaproxyProcess(rig.directory(), ports)) {
            start(0);
            start(1);
            Rig.pause(SEEN_WITHIN);
            try (OpenLoop load = rig.load(haproxy.address())) {
                Rig.warmUp(load, rate, extent);
                tally = load.begin(rate);
                for (int round = 0; round < extent.starts(); round++) {
                    for (int which = 0; which < collectors.length; which++) {
                        collectors[which].terminate();
                        start(which);
                        Rig.pause(SEEN_WITHIN);
                        restarts++;
                        progress.say("restarted %d of 2: %s", which + 1, tally);
                    }
                }
                load.end();
                tally.awaitSettled(Rig.ANSWER_LIMIT.plusSeconds(1));
            }
        } finally {
            for (CollectorProcess collector : collectors) {
                if (collector != null) {
                    collector.close();
                }
            }
        }
        progress.say("%s; %s", tally, tally.latencies());
        double failed = tally.intended() * (1 - tally.successShare());
        return EdgeFigure.ROLLING_RESTART_FAILED_PIXELS.once(
                Math.rint(failed), "of %d at %.0f/s, %d restarts".formatted(tally.intended(), rate, restarts));
    }

    private void start(int which) throws IOException, InterruptedException {
        collectors[which] = rig.collector("rolling-" + which, """
                http { port = %d, drain-delay = %d s, trusted-proxies = ["127.0.0.0/8"] }
                admin { port = %d }
                """.formatted(
                HaproxyProcess.port(ports, which), SEEN_WITHIN.toSeconds(), HaproxyProcess.adminPort(ports, which)));
    }
}
