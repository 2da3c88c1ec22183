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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that loads: first every object that stands in the directory and is not loaded, then each one that is announced.
 *
 * <p>Bounds: {@value #WAITING_MAX} names wait; past that a name is forgotten and the directory is looked through again, so nothing
 * is lost. Failure: a look that fails is repeated after {@value #LOOK_AGAIN_MS} ms; what cannot be loaded is on {@link Trials} and holds up nothing else; when it is given up, for its own fault, a manifest says so, and only a
 * re-drive loads it. What is on trial when this closes is not given up. When the thread itself dies, whoever was named is told: a warehouse that
 * takes nothing any more looks like one that has nothing to do.
 */
final class Loading implements AutoCloseable {

    private static final int WAITING_MAX = 10_000;
    private static final long LOOK_MS = 1_000;

    /** After which a look that was not whole is repeated, whatever is announced meanwhile: a look reads all names of the directory. */
    static final long LOOK_AGAIN_MS = 60_000;

    private static final long STOP_MS = 60_000;
    private static final String DEAD = "the local warehouse loads no more; the log says why";
    private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

    private record Announced(String name, long atMs) {}

    private final Manifests manifests;
    private final InstantSource clock;
    private final Consumer<String> whenDead;
    private final Meters meters;
    private final ErrorLog errors = new ErrorLog(Loading.class);
    private final ObjectLoader loader;
    private final Trials trials;
    private final BlockingQueue<Announced> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicInteger announced = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "warehouse-loading");
    private volatile boolean mustLook = true;
    private volatile boolean isLookedThrough;
    private long lookedAtMs;

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
            Consumer<String> whenDead)
            throws SQLException {
        this.manifests = new Manifests(config.objects());
        this.clock = clock;
        this.whenDead = whenDead;
        this.meters = meters;
        this.loader = new ObjectLoader(database, config.objects(), clock, meters);
        this.trials = new Trials(
                around.apply(loader), loader, manifests, config.copyRetryMax(), System::nanoTime, meters, errors);
        meters.gauge(StandaloneMeter.WAREHOUSE_OBJECTS_WAITING, waiting::size);
        meters.gauge(StandaloneMeter.WAREHOUSE_OBJECTS_ON_TRIAL, trials::size);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * A time, epoch milliseconds, at or before that at which the oldest object that is not loaded was announced; {@code Long.MAX_VALUE} when
     * none waits, 0 when that is not known.
     */
    long waitingSinceMs() {
        if (mustLook || !isLookedThrough) {
            return 0;
        }
        long announcedMs =
                announced.get() > 0 ? takenSinceMs : Long.MAX_VALUE; // first: who leaves it is on trial by then
        return Math.min(announcedMs, trials.sinceMs());
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
        try (loader) {
            loadAll();
            isThrough = true;
        } catch (SQLException | InterruptedException | RuntimeException | Error e) {
            LOG.error("the warehouse loads no more", e);
        } finally {
            if (!isThrough) {
                whenDead.accept(DEAD); // made before: there may be no memory left
            }
        }
    }

    private void loadAll() throws InterruptedException {
        while (true) {
            if (!isClosing()) {
                trials.again();
            }
            if (mustLook || isLookDueAgain()) {
                look();
            }
            Announced next = next();
            if (next != null) {
                takenSinceMs = next.atMs();
                loadAnnounced(next);
            } else if (isClosing() && !mustLook) {
                return;
            }
        }
    }

    /** A clock that was set back by as much counts as time that has passed. */
    private boolean isLookDueAgain() {
        return !isLookedThrough && Math.abs(clock.millis() - lookedAtMs) >= LOOK_AGAIN_MS;
    }

    /** The oldest that waits; nothing when none came for a while, a try is due, or there are too many on trial already. */
    private @Nullable Announced next() throws InterruptedException {
        long patienceMs = isClosing() ? 0 : Math.min(LOOK_MS, trials.untilDueMs());
        if (!trials.isFull()) {
            return waiting.poll(patienceMs, TimeUnit.MILLISECONDS);
        }
        boolean unused = closing.await(patienceMs, TimeUnit.MILLISECONDS);
        return null;
    }

    /** Looks through the directory and loads what is neither loaded nor given up. Not whole when it cannot be listed or too many are on trial. */
    private void look() {
        isLookedThrough = false;
        mustLook = false;
        lookedAtMs = clock.millis();
        try {
            Set<String> givenUp = manifests.givenUp(this::unreadable);
            List<String> missing = new ArrayList<>(loader.missing());
            missing.removeIf(name -> givenUp.contains(name) || trials.holds(name));
            for (int from = 0; from < missing.size(); from += Trials.TOGETHER_MAX) {
                if (trials.isFull()) {
                    return;
                }
                trials.load(missing.subList(from, Math.min(missing.size(), from + Trials.TOGETHER_MAX)), 0);
            }
            isLookedThrough = true;
        } catch (SQLException | IOException | UncheckedIOException e) {
            meters.add(StandaloneMeter.WAREHOUSE_LOOKS_FAILED);
            errors.report("the objects cannot be listed", e);
        }
    }

    private void unreadable(IOException why) {
        meters.add(StandaloneMeter.WAREHOUSE_MANIFESTS_UNREADABLE);
        errors.report("a manifest cannot be read; what it names counts as not given up", why);
    }

    /** What waits is loaded together. */
    private void loadAnnounced(Announced first) {
        List<Announced> taken = new ArrayList<>(List.of(first));
        waiting.drainTo(taken, Trials.TOGETHER_MAX - 1);
        try {
            trials.load(taken.stream().map(Announced::name).toList(), first.atMs());
        } finally {
            announced.addAndGet(-taken.size());
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }
}
