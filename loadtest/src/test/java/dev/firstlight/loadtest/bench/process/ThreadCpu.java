package dev.firstlight.loadtest.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Processor time of some threads of a process, from the system, which knows also those that Java does not show. */
final class ThreadCpu {

    /** The compilers' threads; the system keeps 15 letters of a name. */
    static final List<String> COMPILERS = List.of("C1 CompilerThre", "C2 CompilerThre");

    private static final long MS_PER_TICK = 10; // as in MachineTime
    private static final int OWN_FIRST = 11; // utime and stime, after the name in parentheses

    private ThreadCpu() {}

    static Duration of(long pid, List<String> names) throws IOException {
        long ticks = 0;
        List<Path> threads;
        try (Stream<Path> listed = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads = listed.toList();
        }
        for (Path thread : threads) {
            ticks += ticks(thread, names);
        }
        return Duration.ofMillis(ticks * MS_PER_TICK);
    }

    private static long ticks(Path thread, List<String> names) {
        String stat;
        try {
            stat = Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            return 0; // it has ended since it was listed
        }
        String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        if (names.stream().noneMatch(name::startsWith)) {
            return 0;
        }
        String[] numbers = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(numbers[OWN_FIRST]) + Long.parseLong(numbers[OWN_FIRST + 1]);
    }
}
