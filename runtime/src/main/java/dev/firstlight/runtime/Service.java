package dev.firstlight.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the parts of one service and stops them in reverse, each within its own time.
 *
 * <p>Failure: a part that throws or takes too long while stopping is named in the log and the others are stopped all the same. If
 * the making of a later part throws, {@link #close()} and {@link #making} stop those made so far. A part that cannot go on while it runs says
 * so by {@link #giveUp}. Threads: one makes the parts; any may stop them, the first one does.
 */
public final class Service implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private static final int EXIT_UNCLEAN = 1;

    private record Part(String name, Duration stopWithin, AutoCloseable part) {}

    private final String name;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final CompletableFuture<String> givenUp = new CompletableFuture<>();
    private boolean closed;
    private boolean clean = true;

    private Service(String name) {
        this.name = name;
    }

    public static Service named(String name) {
        return new Service(name);
    }

    /** Takes over a part: it will be closed, after all that were owned later, within {@code stopWithin}. */
    public synchronized <T extends AutoCloseable> T own(String part, Duration stopWithin, T made) {
        parts.push(new Part(part, stopWithin, made));
        return made;
    }

    /** Runs {@code making}; if it throws, stops what is owned so far and lets the exception go on. */
    public static Service making(String name, Making making) {
        Service service = named(name);
        boolean made = false;
        try {
            making.make(service);
            made = true;
            return service;
        } finally {
            if (!made) {
                service.close();
            }
        }
    }

    /** How the parts of a service are made, in flow order. */
    @FunctionalInterface
    public interface Making {
        void make(Service service);
    }

    /**
     * Says that a part cannot go on and that nothing in this process mends it: a process that lives and does nothing is worse than none, since
     * nobody starts it anew. Returns at once; {@link #runUntilSignal} then stops the service and ends the process with exit code 1. Any thread,
     * also one that has no memory left.
     */
    public void giveUp(String why) {
        givenUp.complete(why);
    }

    /** Has {@code told} know when and why this gives up; at once when it has. */
    public void whenGivenUp(Consumer<String> told) {
        CompletableFuture<Void> unused = givenUp.thenAccept(told);
    }

    /** Whether every part stopped within its time and without an exception, and none had given up before. */
    public synchronized boolean isStoppedCleanly() {
        return closed && clean && !givenUp.isDone();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        LOG.info("{} is stopping", name);
        while (!parts.isEmpty()) {
            stop(parts.pop());
        }
        LOG.info("{} has stopped", name);
    }

    /**
     * Waits for SIGTERM or SIGINT, or until the service gives up, then closes it and ends the process: exit code 0 after a clean stop, 1
     * otherwise. Never returns normally.
     */
    public static void runUntilSignal(Service service) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            service.close();
                            Runtime.getRuntime().halt(service.isStoppedCleanly() ? 0 : EXIT_UNCLEAN);
                        },
                        "stopping"));
        try {
            String why = service.givenUp.join(); // a signal ends the process while this waits
            LOG.error("{} cannot go on and ends: {}", service.name, why);
        } finally {
            Runtime.getRuntime().exit(EXIT_UNCLEAN); // the hook stops the parts
        }
    }

    private void stop(Part part) {
        FutureTask<Void> closing = new FutureTask<>(() -> {
            part.part().close();
            return null;
        });
        Thread closer = new Thread(closing, "stopping-" + part.name());
        closer.setDaemon(true);
        closer.start();
        try {
            closing.get(part.stopWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            clean = false;
            LOG.error(
                    "{}: {} did not stop within {} ms; going on without it",
                    name,
                    part.name(),
                    part.stopWithin().toMillis());
        } catch (ExecutionException e) {
            clean = false;
            LOG.error("{}: {} failed while stopping", name, part.name(), e.getCause());
        } catch (InterruptedException e) {
            clean = false;
            Thread.currentThread().interrupt();
        }
    }
}
