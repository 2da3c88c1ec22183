package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.process.CollectorProcess;
import dev.firstlight.loadtest.bench.process.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How long a collector reads a full spool when it starts, the segments not in the page cache, as after a reboot. */
final class Recovery {

    private static final String COLLECTOR = "recovery";
    private static final long BYTES = 1L << 30;

    private final Rig rig;
    private final Extent extent;
    private final Progress progress;

    Recovery(Rig rig, Extent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
    }

    Figure run() throws IOException, InterruptedException {
        double emptyStartSeconds = wholeStart("empty", new ArrayList<>());
        progress.say("writing 1 GiB of segments");
        Path spool = rig.spoolDirectory(COLLECTOR);
        SpoolMaker.fill(spool, BYTES);
        List<Double> seconds = new ArrayList<>();
        double startSeconds = 0;
        for (int round = 0; round < extent.starts(); round++) {
            boolean isCold = forget(spool);
            startSeconds = wholeStart(COLLECTOR, seconds);
            progress.say(
                    "start with 1 GiB%s: %.1f s, of which recovery %.1f s",
                    isCold ? ", not cached" : "", startSeconds, seconds.get(round));
        }
        return EdgeFigure.SPOOL_RECOVERY_1_GIB_SECONDS.median(
                new Rounds(seconds),
                "whole start: %.1f s; with no spool: %.1f s".formatted(startSeconds, emptyStartSeconds));
    }

    /** Replays next to nothing meanwhile, so that every round finds the same. */
    private double wholeStart(String name, List<Double> recoveries) throws IOException, InterruptedException {
        try (CollectorProcess collector = rig.collector(name, "spool.replay-bytes-per-second = 64 KiB")) {
            recoveries.add(SpoolMeters.recoverySeconds(collector));
            return collector.startedInMs() / 1_000.0;
        }
    }

    /** Lets the system drop the segments from its cache; false where it cannot be asked to. */
    private static boolean forget(Path directory) throws IOException, InterruptedException {
        if (!Tool.isThere("dd")) {
            return false;
        }
        List<Path> files;
        try (Stream<Path> listed = Files.list(directory)) {
            files = listed.toList();
        }
        for (Path file : files) {
            Tool.run("dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
        }
        return true;
    }
}
