package dev.firstlight.loadtest.faults;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts the collector again whenever it is dead, as a supervisor would. Threads: one of its own. */
final class Keeper implements AutoCloseable {

    private static final long LOOK_MS = 5;

    private final CollectorProcess collector;
    private final Journal journal;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger deaths = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "keeper");

    Keeper(CollectorProcess collector, Journal journal) {
        this.collector = collector;
        this.journal = journal;
        thread.setDaemon(true);
        thread.start();
    }

    /** Deaths seen so far. */
    int deaths() {
        return deaths.get();
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        thread.join();
    }

    /** Killed by us or ended in order; everything else it has done to itself. */
    private void checkEnd() throws IOException, InterruptedException {
        int code = collector.exitCode();
        if (code != Tripwire.EXIT_CODE && code != 0) {
            journal.complain("the collector ended with " + code + ":\n" + collector.complaints());
        }
    }

    private void run() {
        try {
            boolean isOver = false;
            while (!isOver) {
                if (collector.isDead()) {
                    deaths.incrementAndGet();
                    checkEnd();
                    collector.start();
                }
                isOver = closing.await(LOOK_MS, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            journal.complain("the collector did not start again: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does
        }
    }
}
