package dev.firstlight.loadtest.faults;

import java.util.Map;
import java.util.TreeMap;

/**
 * One life of the collector as its clients saw it: what it answered, by pixel and name as the ledger has them. Threads: any.
 */
final class Generation {

    private final int number;
    private final int port;
    private final Map<String, Long> answered = new TreeMap<>();
    private long unanswered;

    Generation(int number, int port) {
        this.number = number;
        this.port = port;
    }

    int number() {
        return number;
    }

    int port() {
        return port;
    }

    /** A pixel that only this life is sent hits of: where it occurs in the ledger, the source is this life. */
    String signature() {
        return "life-" + number;
    }

    synchronized void count(String pixel, String name, long count) {
        answered.merge(pixel + ' ' + name, count, Long::sum);
    }

    /** Events whose connection ended before their answer: counted there or not, nobody knows. */
    synchronized void unanswered(long events) {
        unanswered += events;
    }

    synchronized Map<String, Long> answered() {
        return new TreeMap<>(answered);
    }

    synchronized long unansweredEvents() {
        return unanswered;
    }
}
