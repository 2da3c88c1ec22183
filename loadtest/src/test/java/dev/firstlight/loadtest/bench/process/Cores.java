package dev.firstlight.loadtest.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who runs where: what is measured on the first core that this process may use, everything else (generator, broker) on the others, so that
 * neither takes time from the other. Without {@code taskset}, or with one core, nothing is pinned, and the header says so.
 */
public final class Cores {

    private final List<Integer> allowed;
    private final boolean isPinning;

    private Cores(List<Integer> allowed, boolean isPinning) {
        this.allowed = allowed;
        this.isPinning = isPinning;
    }

    /** Those that the kernel lets this process use. */
    public static Cores ofThisMachine() throws IOException, InterruptedException {
        List<Integer> allowed = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Cpus_allowed_list:")) {
                addRanges(line.substring(line.indexOf(':') + 1).trim(), allowed);
            }
        }
        return new Cores(List.copyOf(allowed), allowed.size() > 1 && Tool.isThere("taskset"));
    }

    /** Puts before a command what pins it to the core of what is measured. */
    public List<String> measured() {
        return isPinning ? List.of("taskset", "-c", String.valueOf(allowed.get(0))) : List.of();
    }

    /** Puts before a command what keeps it away from there. */
    List<String> others() {
        return isPinning ? List.of("taskset", "-c", otherCores()) : List.of();
    }

    /** Puts before a command what lets it run anywhere: a child begins where its parent may run. */
    public List<String> all() {
        return isPinning
                ? List.of(
                        "taskset",
                        "-c",
                        String.join(",", allowed.stream().map(String::valueOf).toList()))
                : List.of();
    }

    /** Moves this process, with all its threads, to the other cores. */
    public void leaveTheMeasuredOne() throws IOException, InterruptedException {
        if (isPinning) {
            String pid = String.valueOf(ProcessHandle.current().pid());
            Tool.run("taskset", "-a", "-c", "-p", otherCores(), pid);
        }
    }

    @Override
    public String toString() {
        return isPinning
                ? "what is measured is alone on core " + allowed.get(0) + "; generator and broker on " + otherCores()
                : "nothing is pinned: " + (allowed.size() > 1 ? "no taskset" : "one core");
    }

    private String otherCores() {
        List<String> others =
                allowed.subList(1, allowed.size()).stream().map(String::valueOf).toList();
        return String.join(",", others);
    }

    private static void addRanges(String list, List<Integer> to) {
        for (String range : list.split(",")) {
            String[] ends = range.split("-");
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
                to.add(core);
            }
        }
    }
}
