package dev.firstlight.loadtest.faults;

import java.nio.charset.StandardCharsets;

/**
 * One event of the load: what goes over the wire under its id, unchanged on every try, and what became of it. Threads: one connection at a
 * time has it in hand; what the oracle reads is volatile.
 */
final class Sent {

    /** What the collector must make of it. */
    enum Fate {
        STORED,
        DECLINED,
        REFUSED
    }

    private final String pixel;
    private final String id;
    private final Fate fate;
    private final boolean isJson;
    private final byte[] payload;
    private volatile boolean isPromised;
    private volatile boolean isSettled;
    private volatile int tries;

    Sent(String pixel, String id, Fate fate, boolean isJson) {
        this.pixel = pixel;
        this.id = id;
        this.fate = fate;
        this.isJson = isJson;
        this.payload = (isJson ? json(id, fate) : query(id, fate)).getBytes(StandardCharsets.US_ASCII);
    }

    String pixel() {
        return pixel;
    }

    String id() {
        return id;
    }

    Fate fate() {
        return fate;
    }

    /** Whether it travels as an object of a POST, else as the query of a pixel. */
    boolean isJson() {
        return isJson;
    }

    byte[] payload() {
        return payload;
    }

    String text() {
        return new String(payload, StandardCharsets.US_ASCII);
    }

    /** Answered 2xx as stored: from here on it must never be lost. */
    void promised() {
        isPromised = true;
        isSettled = true;
    }

    boolean isPromised() {
        return isPromised;
    }

    /** Answered for good, whatever the answer was. */
    void settled() {
        isSettled = true;
    }

    boolean isSettled() {
        return isSettled;
    }

    /** About to be written to a connection; from here on it may arrive. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread tries, others read
    void tried() {
        tries++;
    }

    int tries() {
        return tries;
    }

    private static String query(String id, Fate fate) {
        return switch (fate) {
            case STORED -> "eid=" + id + "&value=1.50&cur=EUR";
            case DECLINED -> "eid=" + id + "&cs=denied";
            case REFUSED -> "eid=" + id + "&e=no+type!";
        };
    }

    private static String json(String id, Fate fate) {
        return switch (fate) {
            case STORED -> "{\"id\":\"" + id + "\",\"value\":\"1.50\",\"currency\":\"EUR\"}";
            case DECLINED -> "{\"id\":\"" + id + "\",\"consent\":\"denied\"}";
            case REFUSED -> "{\"id\":\"" + id + "\",\"type\":\"no type!\"}";
        };
    }
}
