package dev.firstlight.loadtest.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an event loop did while it was late: on the processor or waiting for it, by the kernel's count, and the code it was in.
 *
 * <p>Threads: made on the loop; {@link #look} on one other, {@link #between} on any. Bound: {@value #LOOKS_MAX} looks; the oldest go first.
 */
final class LateLoop {

    private static final int LOOKS_MAX = 5_000;
    private static final int FRAMES_SHOWN = 3;
    private static final double NANOS_PER_MS = 1e6;

    /**
     * @param ranNanos on a processor so far
     * @param waitedNanos ready, without one, so far
     */
    private record Look(long atNanos, long ranNanos, long waitedNanos, String code) {}

    private final Thread thread;
    private final Path schedule;
    private final Deque<Look> looks = new ArrayDeque<>();

    /** Of the thread that calls. */
    LateLoop() {
        thread = Thread.currentThread();
        schedule = Path.of("/proc").resolve(ownTask()).resolve("schedstat");
    }

    synchronized void look(long nowNanos) {
        long[] counts = schedule();
        if (looks.size() >= LOOKS_MAX) {
            looks.removeFirst();
        }
        looks.addLast(new Look(nowNanos, counts[0], counts[1], code()));
    }

    synchronized void forget() {
        looks.clear();
    }

    /** One line: how it spent the time between its first and last look in this range, and in which code it was seen how often. */
    synchronized String between(long fromNanos, long toNanos) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        Look first = null;
        Look last = null;
        for (Look look : looks) {
            if (look.atNanos() >= fromNanos && look.atNanos() <= toNanos) {
                first = first == null ? look : first;
                last = look;
                seen.merge(look.code(), 1, Integer::sum);
            }
        }
        if (first == null || last == null) {
            return "not looked at";
        }
        String where = seen.entrySet().stream()
                .sorted((one, other) -> other.getValue() - one.getValue())
                .limit(FRAMES_SHOWN)
                .map(entry -> entry.getValue() + " x " + entry.getKey())
                .collect(Collectors.joining("; "));
        return "ran %.1f ms, waited for the core %.1f ms of %.1f; %s"
                .formatted(
                        (last.ranNanos() - first.ranNanos()) / NANOS_PER_MS,
                        (last.waitedNanos() - first.waitedNanos()) / NANOS_PER_MS,
                        (last.atNanos() - first.atNanos()) / NANOS_PER_MS,
                        where);
    }

    private String code() {
        return Arrays.stream(thread.getStackTrace())
                .limit(40)
                .map(frame -> frame.getClassName().replaceAll(".*\\.", "") + "." + frame.getMethodName())
                .filter(frame -> !frame.contains("AbstractChannelHandlerContext"))
                .limit(14)
                .collect(Collectors.joining(" < "));
    }

    /** Nanoseconds on a processor and in wait for one; zeros where the kernel does not count. */
    private long[] schedule() {
        try {
            String[] words = Files.readString(schedule).trim().split(" ");
            return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
        } catch (IOException e) {
            return new long[2];
        }
    }

    private static String ownTask() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/thread-self")).toString();
        } catch (IOException e) {
            return "none"; // not Linux: no counts
        }
    }
}
