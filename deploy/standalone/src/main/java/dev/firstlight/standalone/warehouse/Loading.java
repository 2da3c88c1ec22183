package dev.firstlight.standalone.warehouse;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that loads: first every object that stands in the directory and is not loaded, then each one that is announced.
 *
 * <p>Bounds: {@value #WAITING_MAX} names wait; past that a name is forgotten and the directory is looked through again, so nothing
 * is lost. Failure, as Firehose's COPY: an object is tried each {@value #RETRY_MS} ms for as long as configured and then given up, so that it
 * does not hold up the others: a manifest says so, and only a re-drive loads it. What is under way when this closes is not given up. When the
 * thread itself dies, whoever was named is told: a warehouse that takes nothing any more looks like one that has nothing to do.
 */
final class Loading implements AutoCloseable {

    private static final int WAITING_MAX = 10_000;
    private static final int TOGETHER_MAX = 64;
    private static final long RETRY_MS = 1_000;
    private static final int IDLE_ROUNDS = 60;
    private static final long STOP_MS = 60_000;
    private static final String DEAD = "the local warehouse loads no more; the log says why";
    private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

    private record Announced(String name, long atMs) {}

    private final Database database;
    private final WarehouseConfig config;
    private final UnaryOperator<Copy> around;
    private final Manifests manifests;
    private final InstantSource clock;
    private final Meters meters;
    private final Consumer<String> whenDead;
    private final ErrorLog errors = new ErrorLog(Loading.class);
    private final BlockingQueue<Announced> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicInteger announced = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "warehouse-loading");
    private volatile boolean mustLook = true;
    private volatile boolean isLooking;

    /** Of the object that was taken last: all that wait were announced at that time or later. */
    private volatile long takenSinceMs;

    /**
     * Begins at once.
     *
     * @param around what stands between this and the loading of an object
     * @param whenDead told why when the thread ends though nobody closed this; on that thread, once; it must not block
     */
    Loading(
            Database database,
            WarehouseConfig config,
            UnaryOperator<Copy> around,
            InstantSource clock,
            Meters meters,
            Consumer<String> whenDead) {
        this.database = database;
        this.config = config;
        this.around = around;
        this.manifests = new Manifests(config.objects());
        this.clock = clock;
        this.meters = meters;
        this.whenDead = whenDead;
        meters.gauge(StandaloneMeter.WAREHOUSE_OBJECTS_WAITING, waiting::size);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * A time, epoch milliseconds, at or before that at which the oldest object that is not loaded was announced; {@code Long.MAX_VALUE} when
     * none waits, 0 when that is not known.
     */
    long waitingSinceMs() {
        if (mustLook || isLooking) {
            return 0;
        }
        return announced.get() > 0 ? takenSinceMs : Long.MAX_VALUE;
    }

    void announce(String name) {
        announced.incrementAndGet();
        if (!waiting.offer(new Announced(name, clock.millis()))) {
            mustLook = true;
            announced.decrementAndGet();
        }
    }

    /** Loads what was announced until now, and ends. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(STOP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the load of an object does not end");
        }
    }

    private void run() {
        boolean isThrough = false;
        try (ObjectLoader loader = new ObjectLoader(database, config.objects(), clock, meters)) {
            loadAll(loader, around.apply(loader));
            isThrough = true;
        } catch (SQLException | InterruptedException | RuntimeException | Error e) {
            LOG.error("the warehouse loads no more", e);
        } finally {
            if (!isThrough) {
                whenDead.accept(DEAD); // made before: there may be no memory left
            }
        }
    }

    private void loadAll(ObjectLoader loader, Copy copy) throws InterruptedException {
        boolean isLookedThrough = false;
        int quietRounds = 0;
        while (true) {
            if (mustLook || (!isLookedThrough && quietRounds >= IDLE_ROUNDS)) {
                isLookedThrough = look(loader, copy);
                quietRounds = 0;
            }
            Announced next = waiting.poll(isClosing() ? 0 : RETRY_MS, TimeUnit.MILLISECONDS);
            if (next != null) {
                quietRounds = 0;
                takenSinceMs = next.atMs();
                loadAnnounced(copy, withThoseBehind(next));
            } else if (isClosing() && !mustLook) {
                return;
            } else {
                quietRounds++;
            }
        }
    }

    /** Looks through the directory and loads what is neither loaded nor given up; false when it could not be looked through. */
    private boolean look(ObjectLoader loader, Copy copy) throws InterruptedException {
        isLooking = true;
        mustLook = false;
        try {
            Set<String> givenUp = manifests.givenUp();
            List<String> missing = new ArrayList<>(loader.missing());
            missing.removeAll(givenUp);
            for (int from = 0; from < missing.size(); from += TOGETHER_MAX) {
                loadTogether(copy, missing.subList(from, Math.min(missing.size(), from + TOGETHER_MAX)));
            }
            return true;
        } catch (SQLException | IOException | UncheckedIOException e) {
            errors.report("the objects cannot be listed", e);
            return false;
        } finally {
            isLooking = false;
        }
    }

    /** What waits is loaded together: a load looks through all that the table has, and takes hardly longer for ten objects than for one. */
    private List<String> withThoseBehind(Announced first) {
        List<Announced> taken = new ArrayList<>(List.of(first));
        waiting.drainTo(taken, TOGETHER_MAX - 1);
        return taken.stream().map(Announced::name).toList();
    }

    private void loadAnnounced(Copy copy, List<String> names) throws InterruptedException {
        try {
            loadTogether(copy, names);
        } finally {
            announced.addAndGet(-names.size());
        }
    }

    /** When some of them fails, each alone, so that it does not hold up the others. */
    private void loadTogether(Copy copy, List<String> names) throws InterruptedException {
        if (names.size() > 1 && isTaken(copy, names)) {
            return;
        }
        for (String name : names) {
            load(copy, name);
        }
    }

    private void load(Copy copy, String name) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (!isTaken(copy, List.of(name))) {
            if (System.nanoTime() - startNanos >= config.copyRetryMax().toNanos()) {
                giveUp(name);
                return;
            }
            if (closing.await(RETRY_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private boolean isTaken(Copy copy, List<String> names) {
        try {
            copy.load(names);
            return true;
        } catch (SQLException | IOException | RuntimeException e) {
            errors.report("an object cannot be loaded", e);
            return false;
        }
    }

    private void giveUp(String name) {
        try {
            manifests.write(name);
            meters.add(StandaloneMeter.WAREHOUSE_OBJECTS_SET_ASIDE);
        } catch (IOException e) {
            errors.report(
                    "the manifest of an object that was given up cannot be written; it is found again at the next start",
                    e);
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }
}
