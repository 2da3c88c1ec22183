package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Machine;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.Report;
import dev.firstlight.loadtest.bench.process.Cores;
import dev.firstlight.loadtest.bench.sink.process.SinkProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code sink DIRECTORY [--quick] [--PART …]}: runs the benchmark of the sink, or parts of it, in a directory of its own. Exits with 0 when every
 * figure is as it must be, 1 when one misses, 2 when it could not run.
 */
public final class SinkBenchMain {

    private static final int EXIT_CANNOT_RUN = 2;
    private static final String NAME = "sink";
    private static final String QUICK = "--quick";
    private static final long GIB = 1L << 30;

    private static final List<String> OPTIONS = Stream.concat(
                    Stream.of(QUICK), Stream.of(SinkFigure.Part.values()).map(SinkFigure.Part::option))
            .toList();

    private SinkBenchMain() {}

    @SuppressWarnings("SystemOut") // a command: figures out, progress beside them
    public static void main(String[] args) throws InterruptedException {
        int code;
        try {
            code = run(List.of(args), System.out, System.err);
        } catch (IOException | RuntimeException e) {
            System.err.println("loadtest/bench: " + e);
            code = EXIT_CANNOT_RUN;
        }
        System.out.flush();
        Runtime.getRuntime().exit(code);
    }

    static int run(List<String> args, PrintStream out, PrintStream err) throws IOException, InterruptedException {
        if (args.size() < 2 || !args.get(0).equals(NAME) || !OPTIONS.containsAll(args.subList(2, args.size()))) {
            err.println("loadtest/bench: sink DIRECTORY, then any of " + OPTIONS + ", not " + args);
            return EXIT_CANNOT_RUN;
        }
        SinkExtent extent = args.contains(QUICK) ? SinkExtent.quick() : SinkExtent.full();
        Path directory = Path.of(args.get(1)).toAbsolutePath();
        List<String> missing = missing(directory, extent);
        if (!missing.isEmpty()) {
            err.println(
                    "loadtest/bench: needs " + String.join(" and ", missing) + ", which this machine does not have");
            return EXIT_CANNOT_RUN;
        }
        Cores cores = Cores.ofThisMachine();
        out.println(Machine.hardware());
        out.println(cores + "; sink -Xmx" + SinkProcess.HEAP_MIB + "m; one broker, one replica, " + SinkRig.PARTITIONS
                + " partitions; --load and --latency: everything on all cores");
        List<Figure> figures = new SinkBench(directory, extent, new Progress(err)).run(cores, parts(args));
        Report report = new Report(NAME, figures);
        out.println();
        out.println(report.text());
        return report.exitCode();
    }

    private static List<String> missing(Path directory, SinkExtent extent) throws IOException {
        List<String> missing = new ArrayList<>(Machine.missing(Stream.empty()));
        if (Files.getFileStore(directory).getUsableSpace() / GIB < extent.freeGibNeeded()) {
            missing.add(extent.freeGibNeeded() + " GiB of free disk");
        }
        return missing;
    }

    /** Those that are named; all when none is, and in quick ones what takes no longer than they may. */
    private static Set<SinkFigure.Part> parts(List<String> args) {
        Set<SinkFigure.Part> named = EnumSet.noneOf(SinkFigure.Part.class);
        for (SinkFigure.Part part : SinkFigure.Part.values()) {
            if (args.contains(part.option())) {
                named.add(part);
            }
        }
        if (named.isEmpty()) {
            return args.contains(QUICK) ? SinkFigure.Part.quick() : EnumSet.allOf(SinkFigure.Part.class);
        }
        return named;
    }
}
