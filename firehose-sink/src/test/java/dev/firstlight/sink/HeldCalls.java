package dev.firstlight.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Calls that are under way until a test lets them go on. Threads: any. */
final class HeldCalls implements Executor {

    private final List<Runnable> held = new ArrayList<>();

    @Override
    public synchronized void execute(Runnable call) {
        held.add(call);
    }

    synchronized int size() {
        return held.size();
    }

    /** The call that is at this place, counted from the one that began first, is carried out. */
    void finish(int place) {
        take(place).run();
    }

    void finishAll() {
        while (size() > 0) {
            finish(0);
        }
    }

    private synchronized Runnable take(int place) {
        return held.remove(place);
    }
}
