package dev.firstlight.loadtest.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What one run has sent, and what was wrong with the answers. Threads: any. */
final class Journal {

    private static final int COMPLAINTS_MAX = 20;

    /** What a fault does. */
    @FunctionalInterface
    interface Doing {
        void run();
    }

    private final Map<String, Sent> sent = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private volatile long doingAt;
    private volatile @Nullable Doing doingThen;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong sendAgains = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    void sent(Sent event) {
        sent.put(event.id(), event);
    }

    Map<String, Sent> all() {
        return sent;
    }

    Collection<Sent> promised() {
        return sent.values().stream().filter(Sent::isPromised).toList();
    }

    /** Has something done, once, by the client that reads the answer with this number. */
    void whenAnswered(long number, Doing doing) {
        doingAt = number;
        doingThen = doing;
    }

    void answered() {
        long number = answers.incrementAndGet();
        Doing doing = doingThen;
        if (number >= doingAt && doing != null) {
            doingThen = null;
            doing.run();
        }
    }

    /** Events that were told to come again. */
    void sendAgain(long events) {
        sendAgains.addAndGet(events);
    }

    void unanswered(long events) {
        unanswered.addAndGet(events);
    }

    long answers() {
        return answers.get();
    }

    long sendAgains() {
        return sendAgains.get();
    }

    long unanswered() {
        return unanswered.get();
    }

    /** Something that must not be. */
    void complain(String what) {
        if (complaints.size() < COMPLAINTS_MAX) {
            complaints.add(what);
        }
    }

    List<String> complaints() {
        return new ArrayList<>(complaints);
    }
}
