package dev.firstlight.loadtest.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Sends requests at a constant rate over a fixed number of connections, in turn, and never waits for an answer before it sends the next.
 *
 * <p>Latency counts from when a request should have left, so that a stall of the other side, or of this generator, is in the latency of
 * every request that it held up: coordinated omission is not possible. The clock is looked at every millisecond; a request leaves up to
 * that much late, which counts as latency as well.
 *
 * <p>Threads: one of its own; {@link #begin}, {@link #end} and {@link #close} are any thread's. Bounds: connections as given; open
 * requests as many as the rate sends within the time limit.
 */
public final class OpenLoop implements AutoCloseable {

    private static final long STEP_MS = 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long LOOK_FOR_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int BURST = 64; // between two looks at the answers, when the generator has to catch up
    private static final int SCRATCH_BYTES = 256 * 1024;

    /** What is sent from when on; a rate of 0 is a pause. */
    private record Plan(long startNanos, double perSecond, Tally tally) {
        long dueNanos(long number) {
            return startNanos + (long) (number * NANOS_PER_SECOND / perSecond);
        }
    }

    private final Selector selector;
    private final List<KeptConnection> connections = new ArrayList<>();
    private final BrowserHits hits;
    private final InstantSource clock;
    private final long limitNanos;
    private final Thread thread;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private volatile Plan plan = new Plan(0, 0, new Tally());
    private volatile boolean isClosing;
    private long lookedForLateNanos;
    private int turn;

    /** @param limit a request without an answer after this long, from when it should have left, is a failure */
    public OpenLoop(InetSocketAddress target, int connectionCount, Duration limit, InstantSource clock)
            throws IOException {
        this.selector = Selector.open();
        this.limitNanos = limit.toNanos();
        this.clock = clock;
        this.hits = new BrowserHits(new Random());
        for (int i = 0; i < connectionCount; i++) {
            connections.add(new KeptConnection(selector, target, Loopback.client(i)));
        }
        this.thread = new Thread(this::run, "open-loop");
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on at this rate; what becomes of these requests is in the answered tally, however late. */
    public Tally begin(double perSecond) {
        return begin(perSecond, System.nanoTime());
    }

    /** As {@link #begin(double)}, from another moment on; one that has passed is a generator that is late. */
    Tally begin(double perSecond, long startNanos) {
        Plan next = new Plan(startNanos, perSecond, new Tally());
        plan = next;
        selector.wakeup();
        return next.tally();
    }

    /** No more requests; open ones may still be answered. */
    public void end() {
        begin(0);
    }

    @Override
    public void close() throws InterruptedException, IOException {
        isClosing = true;
        selector.wakeup();
        thread.join();
        selector.close();
    }

    @SuppressWarnings("ReferenceEquality") // another plan, not another like it
    private void run() {
        try {
            connections.forEach(KeptConnection::connect);
            Plan current = plan;
            long number = 0;
            while (!isClosing) {
                if (current != plan) {
                    current = plan;
                    number = 0;
                }
                number = sendDue(current, number);
                answer(waitMs(current, number));
                giveUpLate();
            }
            connections.forEach(KeptConnection::cut);
        } catch (IOException e) {
            throw new IllegalStateException("the generator cannot go on", e);
        }
    }

    /** Sends what should have left by now; answers the number of the next request. */
    private long sendDue(Plan current, long from) {
        long number = from;
        for (int sent = 0; current.perSecond() > 0 && sent < BURST; sent++) {
            long due = current.dueNanos(number);
            long lag = System.nanoTime() - due;
            if (lag < 0) {
                break;
            }
            current.tally().sent(lag);
            KeptConnection connection = connections.get(turn);
            turn = (turn + 1) % connections.size();
            connection.send(hits.next(clock.millis()), due, current.tally());
            number++;
        }
        return number;
    }

    private long waitMs(Plan current, long number) {
        if (current.perSecond() <= 0) {
            return TimeUnit.NANOSECONDS.toMillis(LOOK_FOR_LATE_NANOS);
        }
        long untilDue = current.dueNanos(number) - System.nanoTime();
        return untilDue <= 0 ? 0 : Math.max(STEP_MS, TimeUnit.NANOSECONDS.toMillis(untilDue));
    }

    private void answer(long waitMs) throws IOException {
        if (waitMs == 0) {
            selector.selectNow();
        } else {
            selector.select(Math.min(waitMs, TimeUnit.NANOSECONDS.toMillis(LOOK_FOR_LATE_NANOS)));
        }
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); keys.remove()) {
            if (keys.next().attachment() instanceof KeptConnection connection) {
                connection.ready(scratch);
            }
        }
    }

    private void giveUpLate() {
        long now = System.nanoTime();
        if (now - lookedForLateNanos >= LOOK_FOR_LATE_NANOS) {
            lookedForLateNanos = now;
            connections.forEach(connection -> connection.giveUpBefore(now - limitNanos));
        }
    }
}
