package dev.firstlight.loadtest.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Samples of a profile by what they were doing. */
public final class StackTable {

    private final List<? extends StackKind> kinds;
    private final StackKind other;
    private final Map<StackKind, Long> samples = new HashMap<>();
    private long all;

    private StackTable(StackSorter<?> sorter) {
        kinds = sorter.kinds();
        other = sorter.other();
    }

    /** @param collapsed lines of {@code frame;frame;frame count}, as async-profiler writes them */
    public static StackTable of(List<String> collapsed, StackSorter<?> sorter) {
        StackTable table = new StackTable(sorter);
        for (String line : collapsed) {
            int space = line.lastIndexOf(' ');
            long count = Long.parseLong(line.substring(space + 1));
            List<String> stack = Arrays.asList(line.substring(0, space).split(";"));
            table.samples.merge(sorter.kindOf(stack), count, Long::sum);
            table.all += count;
        }
        return table;
    }

    /** In the order of the table. */
    List<? extends StackKind> kinds() {
        return kinds;
    }

    public double share(StackKind kind) {
        return (double) samples.getOrDefault(kind, 0L) / all;
    }

    /** Of samples that are in a group with a name; {@code NaN} without samples. */
    public double shareNamed() {
        return 1 - share(other);
    }

    /** @param cpuMicros of one request or event, to be shared out */
    public String text(double cpuMicros) {
        StringBuilder text = new StringBuilder("%-24s %6s %8s%n".formatted("", "µs", "share"));
        for (StackKind kind : kinds) {
            text.append("%-24s %6.2f %6.1f %%%n".formatted(kind.label(), share(kind) * cpuMicros, 100 * share(kind)));
        }
        return text.append("%-24s %6.2f %d samples%n".formatted("all", cpuMicros, all))
                .toString();
    }
}
