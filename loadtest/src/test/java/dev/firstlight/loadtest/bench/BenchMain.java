package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.process.Cores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code NAME DIRECTORY [--quick] [--PART …]}: runs a benchmark, or parts of it, in a directory of its own. Exits with 0 when every figure is as it must be, 1 when one
 * misses, 2 when it could not run.
 */
public final class BenchMain {

    private static final int EXIT_CANNOT_RUN = 2;

    private static final String QUICK = "--quick";

    private static final List<String> OPTIONS = Stream.concat(
                    Stream.of(QUICK), Stream.of(EdgeFigure.Part.values()).map(BenchMain::option))
            .toList();

    private BenchMain() {}

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
        if (args.size() < 2 || !args.get(0).equals("edge") || !OPTIONS.containsAll(args.subList(2, args.size()))) {
            err.println("loadtest/bench: edge DIRECTORY, then any of " + OPTIONS + ", not " + args);
            return EXIT_CANNOT_RUN;
        }
        Set<EdgeFigure.Part> parts = parts(args);
        List<String> missing = Machine.missing(parts);
        if (!missing.isEmpty()) {
            err.println(
                    "loadtest/bench: needs " + String.join(" and ", missing) + ", which this machine does not have");
            return EXIT_CANNOT_RUN;
        }
        Cores cores = Cores.ofThisMachine();
        out.println(Machine.describe(cores));
        Extent extent = args.contains(QUICK) ? Extent.quick() : Extent.full();
        Path directory = Path.of(args.get(1)).toAbsolutePath();
        List<Figure> figures = new EdgeBench(directory, extent, new Progress(err)).run(cores, parts);
        Report report = new Report(args.get(0), figures);
        out.println(report.text());
        return report.exitCode();
    }

    /** Those that are named. When none is: all that has figures of the product, or what of it is quick. */
    private static Set<EdgeFigure.Part> parts(List<String> args) {
        Set<EdgeFigure.Part> named = EnumSet.noneOf(EdgeFigure.Part.class);
        for (EdgeFigure.Part part : EdgeFigure.Part.values()) {
            if (args.contains(option(part))) {
                named.add(part);
            }
        }
        if (named.isEmpty()) {
            return args.contains(QUICK) ? EdgeFigure.Part.quick() : EdgeFigure.Part.all();
        }
        return named;
    }

    private static String option(EdgeFigure.Part part) {
        return "--" + part.name().toLowerCase(Locale.ROOT);
    }
}
