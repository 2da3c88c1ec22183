package dev.firstlight.standalone.warehouse;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that loads: first every object that stands in the directory and is not loaded, then each one that is announced.
 *
 * <p>Bounds: {@value #WAITING_MAX} names wait; past that a name is forgotten and the directory is looked through again, so nothing
 * is lost. Failure: an object is tried {@value #TRIES_MAX} times, {@value #RETRY_MS} ms apart, and then set aside so that
 * it does not hold up the others; it is found again when the directory is looked through, after {@value #IDLE_ROUNDS} quiet seconds.
 */
final class Loading implements AutoCloseable {

    private static final int WAITING_MAX = 10_000;
    private static final int TRIES_MAX = 3;
    private static final long RETRY_MS = 1_000;
    private static final int IDLE_ROUNDS = 60;
    private static final long STOP_MS = 60_000;
    private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

    private final Database database;
    private final Path objects;
    private final InstantSource clock;
    private final Meters meters;
    private final ErrorLog errors = new ErrorLog(Loading.class);
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "warehouse-loading");
    private volatile boolean mustLook = true;

    Loading(Database database, Path objects, InstantSource clock, Meters meters) {
        this.database = database;
        this.objects = objects;
        this.clock = clock;
        this.meters = meters;
        meters.gauge(StandaloneMeter.WAREHOUSE_OBJECTS_WAITING, waiting::size);
        thread.setDaemon(true);
        thread.start();
    }

    void announce(String name) {
        if (!waiting.offer(name)) {
            mustLook = true;
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
        try (ObjectLoader loader = new ObjectLoader(database, objects, clock, meters)) {
            loadAll(loader);
        } catch (SQLException | InterruptedException | RuntimeException e) {
            LOG.error("the warehouse loads no more", e);
        }
    }

    private void loadAll(ObjectLoader loader) throws InterruptedException {
        boolean isSetAside = false;
        int quietRounds = 0;
        while (true) {
            if (mustLook || (isSetAside && quietRounds >= IDLE_ROUNDS)) {
                mustLook = false;
                isSetAside = !look(loader);
                quietRounds = 0;
            }
            String name = waiting.poll(isClosing() ? 0 : RETRY_MS, TimeUnit.MILLISECONDS);
            if (name != null) {
                quietRounds = 0;
                isSetAside |= !load(loader, name);
            } else if (isClosing() && !mustLook) {
                return;
            } else {
                quietRounds++;
            }
        }
    }

    /** Looks through the directory and loads what is not loaded; false when something is left. */
    private boolean look(ObjectLoader loader) throws InterruptedException {
        boolean isWhole = true;
        try {
            for (String name : loader.missing()) {
                isWhole &= load(loader, name);
            }
        } catch (SQLException | IOException e) {
            errors.report("the objects cannot be listed", e);
            return false;
        }
        return isWhole;
    }

    private boolean load(ObjectLoader loader, String name) throws InterruptedException {
        for (int tries = 1; tries <= TRIES_MAX; tries++) {
            try {
                loader.load(name);
                return true;
            } catch (SQLException | IOException | RuntimeException e) {
                errors.report("an object cannot be loaded", e);
                if (closing.await(tries < TRIES_MAX ? RETRY_MS : 0, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        meters.add(StandaloneMeter.WAREHOUSE_OBJECTS_SET_ASIDE);
        return false;
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }
}
