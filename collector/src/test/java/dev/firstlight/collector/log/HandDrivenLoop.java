package dev.firstlight.collector.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** An event loop whose tasks and timers run when the test says so, on the test's thread. */
final class HandDrivenLoop extends AbstractExecutorService implements ScheduledExecutorService {

    private static final class Timer extends FutureTask<Void> implements ScheduledFuture<Void> {
        final long dueNanos;

        Timer(Runnable task, long dueNanos) {
            super(task, null);
            this.dueNanos = dueNanos;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Timer> timers = new ArrayList<>();
    private long nowNanos;
    private volatile boolean isOver;

    /** Runs what was handed to the loop, and what that hands to it; answers how many that were. */
    int runTasks() {
        int ran = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            ran++;
        }
        return ran;
    }

    /** Lets time pass and runs what is due. */
    void advance(Duration by) {
        nowNanos += by.toNanos();
        List<Timer> due =
                timers.stream().filter(timer -> timer.dueNanos <= nowNanos).toList();
        timers.removeAll(due);
        due.forEach(Timer::run);
    }

    @Override
    public void execute(Runnable task) {
        if (isOver) {
            throw new RejectedExecutionException("the loop has ended");
        }
        tasks.add(task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        Timer timer = new Timer(task, nowNanos + unit.toNanos(delay));
        timers.add(timer);
        return timer;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        isOver = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        isOver = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return isOver;
    }

    @Override
    public boolean isTerminated() {
        return isOver;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isOver;
    }
}
