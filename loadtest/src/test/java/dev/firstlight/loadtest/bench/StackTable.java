package dev.firstlight.loadtest.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Samples of a profile by what they were doing. */
final class StackTable {

    private final Map<StackGroup, Long> samples = new EnumMap<>(StackGroup.class);
    private long all;

    /** @param collapsed lines of {@code frame;frame;frame count}, as async-profiler writes them */
    static StackTable of(List<String> collapsed) {
        StackTable table = new StackTable();
        for (String line : collapsed) {
            int space = line.lastIndexOf(' ');
            long count = Long.parseLong(line.substring(space + 1));
            table.samples.merge(
                    StackGroup.of(Arrays.asList(line.substring(0, space).split(";"))), count, Long::sum);
            table.all += count;
        }
        return table;
    }

    double share(StackGroup group) {
        return (double) samples.getOrDefault(group, 0L) / all;
    }

    /** Of samples that are in a group with a name; {@code NaN} without samples. */
    double shareNamed() {
        return 1 - share(StackGroup.OTHER);
    }

    /** @param cpuMicros of one request, to be shared out */
    String text(double cpuMicros) {
        StringBuilder text = new StringBuilder("%-24s %6s %8s%n".formatted("", "µs", "share"));
        for (StackGroup group : StackGroup.values()) {
            text.append(
                    "%-24s %6.2f %6.1f %%%n".formatted(group.label(), share(group) * cpuMicros, 100 * share(group)));
        }
        return text.append("%-24s %6.2f %d samples%n".formatted("all", cpuMicros, all))
                .toString();
    }
}
