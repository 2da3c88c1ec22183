package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.standalone.warehouse.Copy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Halts this process within the load of an object: nothing is flushed, no hook runs, as with SIGKILL. Threads: any. */
final class Fuse {

    /** What a shell says of a process that SIGKILL has ended. */
    private static final int EXIT_CODE = 137;

    private int loadsLeft;
    private long micros;

    /** {@code die LOADS MICROS}: so many loads from now, and so far into that one. */
    synchronized void hear(String line) {
        String[] words = line.split(" ");
        loadsLeft = Integer.parseInt(words[1]);
        micros = Long.parseLong(words[2]);
    }

    Copy before(Copy copy) {
        return objects -> {
            pass();
            return copy.load(objects);
        };
    }

    private synchronized void pass() {
        if (loadsLeft > 0 && --loadsLeft == 0) {
            long untilNanos = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
            Thread burning = new Thread(() -> burn(untilNanos), "fuse");
            burning.setDaemon(true);
            burning.start();
        }
    }

    private static void burn(long untilNanos) {
        for (long left = untilNanos - System.nanoTime(); left > 0; left = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
