package dev.firstlight.loadtest.tracker;

import dev.firstlight.loadtest.faults.Leash;
import java.nio.file.Path;

/**
 * The stage as a process, for {@code loadtest/bench tracker}: a directory in; the collector's origin and the door's out, on one line, when the collector
 * takes hits. Ends when its standard input does.
 */
public final class StageMain {

    private StageMain() {}

    @SuppressWarnings({"resource", "SystemOut"}) // both end with the process
    public static void main(String[] arguments) throws Exception {
        Leash.follow(line -> {});
        TrackerStage stage = new TrackerStage(Path.of(arguments[0]), TrackerStage.SLOW_SOON);
        System.out.println("ready " + stage.origin() + ' ' + new StageDoor(stage).origin());
    }
}
