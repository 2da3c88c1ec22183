package dev.firstlight.loadtest.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Processor time of the whole machine and of what belongs to us, at one moment: the difference is what others took, and with it what the
 * numbers are worth. Children count once they have ended; one that still runs is added by the caller.
 *
 * @param busyTicks of all cores, time stolen by a host of ours included
 */
public record MachineTime(long busyTicks, long idleTicks, long ownTicks) {

    private static final long MS_PER_TICK = 10; // USER_HZ is 100 on every Linux that a JDK 17 runs on
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int STEAL = 7; // what follows is in "user" already
    private static final int OWN_FIRST = 11; // utime, stime, cutime, cstime, after the name in parentheses

    public static MachineTime now(Duration ofRunningChildren) throws IOException {
        String[] all = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
        long busy = 0;
        long idle = 0;
        for (int i = 0; i <= STEAL; i++) {
            long ticks = Long.parseLong(all[i + 1]);
            busy += i == IDLE || i == IOWAIT ? 0 : ticks;
            idle += i == IDLE || i == IOWAIT ? ticks : 0;
        }
        String self = Files.readString(Path.of("/proc/self/stat"));
        String[] own = self.substring(self.lastIndexOf(')') + 2).split(" ");
        long ownTicks = ofRunningChildren.toMillis() / MS_PER_TICK;
        for (int i = OWN_FIRST; i < OWN_FIRST + 4; i++) {
            ownTicks += Long.parseLong(own[i]);
        }
        return new MachineTime(busy, idle, ownTicks);
    }

    /** Share of all cores' time that was neither idle nor ours. */
    public double othersShareSince(MachineTime earlier) {
        double busy = busyTicks - earlier.busyTicks;
        double whole = busy + idleTicks - earlier.idleTicks;
        return whole == 0 ? 0 : Math.max(0, busy - (ownTicks - earlier.ownTicks)) / whole;
    }
}
