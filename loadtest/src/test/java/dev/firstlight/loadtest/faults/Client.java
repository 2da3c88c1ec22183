package dev.firstlight.loadtest.faults;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The load of one run: a few connections, half of them pipelining, each sending at a measured pace whatever the collector does. Sends an event
 * again where it was told to, and, for some, where the connection ended before the answer; always with the same id and bytes. Threads: one a
 * connection. Bounds: the pace; {@link #finish} ends it.
 */
final class Client {

    private static final int CONNECTIONS = 4;
    private static final int DEPTH = 8;
    private static final long PACE_MS = 8;
    private static final long AGAIN_MS = 40;
    private static final long END_SECONDS = 40;

    private final Journal journal;
    private final Judge judge;
    private final Supplier<@Nullable Generation> living;
    private final Queue<Sent> again = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inHand = new AtomicInteger();
    private final CountDownLatch noMore = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /** @param living the life of the collector to connect to; none while there is none */
    Client(long seed, Journal journal, Supplier<@Nullable Generation> living) {
        this.journal = journal;
        this.judge = new Judge(journal);
        this.living = living;
        for (int i = 0; i < CONNECTIONS; i++) {
            Random random = new Random(seed * CONNECTIONS + i);
            Shopper shopper = new Shopper(seed + "-" + i, random, i % 2 == 0 ? DEPTH : 1, journal, again);
            Thread thread = new Thread(() -> run(shopper, random), "client-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /** Sends nothing new any more, waits until all that was told to come again has come through, and ends. */
    void finish() throws InterruptedException {
        noMore.countDown();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        while ((!again.isEmpty() || inHand.get() > 0) && endNanos - System.nanoTime() > 0) {
            boolean unused = over.await(PACE_MS, TimeUnit.MILLISECONDS);
        }
        if (!again.isEmpty()) {
            journal.complain(
                    again.size() + " events are told to come again " + END_SECONDS + " s after the last fault");
        }
        over.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void run(Shopper shopper, Random random) {
        try {
            while (over.getCount() > 0) {
                Generation life = living.get();
                if (life != null) {
                    visit(life, shopper, random);
                }
                boolean unused = over.await(PACE_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does
        } catch (RuntimeException e) { // an answer that makes no sense at all
            journal.complain("an answer could not be read: " + e);
        }
    }

    /** One connection, to its end. */
    private void visit(Generation life, Shopper shopper, Random random) throws InterruptedException {
        try (Connection connection = new Connection(life)) {
            boolean isTurnedAway = talk(connection, () -> List.of(shopper.sign(life)), random);
            while (over.getCount() > 0) {
                boolean unused = over.await(isTurnedAway ? AGAIN_MS : PACE_MS, TimeUnit.MILLISECONDS);
                isTurnedAway = talk(connection, () -> shopper.next(noMore.getCount() > 0), random);
            }
        } catch (SocketTimeoutException e) {
            journal.complain("a request was neither answered nor its connection ended: " + e.getMessage());
        } catch (IOException e) {
            return; // that life is over, or ends; the next visit finds out
        }
    }

    /** Whether something was told to come again. */
    private boolean talk(Connection connection, Supplier<List<Request>> composing, Random random) throws IOException {
        List<Sent> toldAgain = new ArrayList<>();
        inHand.incrementAndGet(); // before anything is taken out of the queue
        try {
            connection.exchange(
                    composing.get(),
                    (request, answer) -> judge.judge(connection.life(), request, answer).stream()
                            .filter(event ->
                                    !event.pixel().equals(connection.life().signature()))
                            .forEach(toldAgain::add),
                    left -> leaveUnanswered(connection.life(), left, random));
        } finally {
            again.addAll(toldAgain);
            inHand.decrementAndGet();
        }
        return !toldAgain.isEmpty();
    }

    private void leaveUnanswered(Generation life, List<Request> left, Random random) {
        for (Request request : left) {
            life.unanswered(request.events().size());
            journal.unanswered(request.events().size());
            for (Sent event : request.events()) {
                if (!event.isSettled() && !event.pixel().equals(life.signature()) && random.nextBoolean()) {
                    again.add(event);
                }
            }
        }
    }
}
