package dev.firstlight.runtime;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line per distinct error per minute, with a count: an outage of an hour at 100,000 events a second writes 60 lines.
 *
 * <p>Threads: any; a short lock, taken only when something is wrong. Bounds: {@value #DISTINCT_MAX} distinct errors are told
 * apart, the rest are counted together. What is logged must be ours: client bytes do not belong in {@code what}.
 */
public final class ErrorLog {

    /** Past this many distinct texts the text is not the key that we thought it was. */
    static final int DISTINCT_MAX = 256;

    private static final long QUIET_MS = 60_000;
    private static final String OTHERS = "further distinct errors";

    /** Where the lines go; a test puts a list here. */
    @FunctionalInterface
    public interface Out {
        void line(String text, @Nullable Throwable cause);
    }

    private static final class Seen {
        long lastLineMs;
        long sinceCount;
    }

    private final InstantSource clock;
    private final Out out;
    private final Map<String, Seen> seen = new LinkedHashMap<>();

    public ErrorLog(Class<?> source) {
        this(InstantSource.system(), toLogger(LoggerFactory.getLogger(source)));
    }

    public ErrorLog(InstantSource clock, Out out) {
        this.clock = clock;
        this.out = out;
    }

    public void report(String what) {
        report(what, null);
    }

    public synchronized void report(String what, @Nullable Throwable cause) {
        String text = cause == null ? what : what + ": " + cause;
        String key = seen.containsKey(text) || seen.size() < DISTINCT_MAX ? text : OTHERS;
        long nowMs = clock.millis();
        Seen entry = seen.get(key);
        if (entry == null) {
            entry = new Seen();
            entry.lastLineMs = nowMs - QUIET_MS;
            seen.put(key, entry);
        }
        entry.sinceCount++;
        if (nowMs - entry.lastLineMs >= QUIET_MS) {
            out.line(
                    entry.sinceCount == 1 ? key : key + " (" + entry.sinceCount + " times since the last line)", cause);
            entry.lastLineMs = nowMs;
            entry.sinceCount = 0;
        }
    }

    private static Out toLogger(Logger logger) {
        return (text, cause) -> logger.error(text, cause);
    }
}
