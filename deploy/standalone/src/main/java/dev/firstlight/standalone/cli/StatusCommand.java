package dev.firstlight.standalone.cli;

import dev.firstlight.standalone.up.RunFile;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code status}: what runs, whether it is ready, and the counters that say whether events flow. Exit code 1 when something is not ready. */
@Command(
        name = "status",
        description = "What runs, whether it is ready, and what it counted.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

    /** Admin port's name → the counters shown, as Prometheus spells them. */
    private static final List<Part> PARTS = List.of(
            new Part(
                    "collector",
                    "collector-admin",
                    List.of("collector_events_durable_total", "collector_refused_total")),
            new Part(
                    "stream-processor",
                    "stream-processor-admin",
                    List.of("stream_processor_events_unique_total", "stream_processor_events_repeated_total")),
            new Part("firehose-sink", "firehose-sink-admin", List.of("firehose_sink_rows_delivered_total")),
            new Part(
                    "warehouse",
                    "standalone-admin",
                    List.of("standalone_warehouse_rows_loaded_total", "standalone_warehouse_rows_merged_total")));

    private record Part(String name, String port, List<String> counters) {}

    @Mixin
    Running running = new Running();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        RunFile run = running.runFile();
        boolean isReady = true;
        Table table = new Table().row(List.of("part", "state", "counted since its start"));
        for (Part part : PARTS) {
            int port = running.port(run, part.port());
            HttpResponse<String> ready = running.get(port, "/ready");
            isReady &= ready.statusCode() == 200;
            String state =
                    ready.statusCode() == 200 ? "ready" : ready.body().strip().replace('\n', ';');
            table.row(List.of(
                    part.name(),
                    state,
                    counters(part, running.get(port, "/metrics").body())));
        }
        spec.commandLine().getOut().print(table);
        run.ports().forEach((name, port) -> spec.commandLine().getOut().println("  " + name + " 127.0.0.1:" + port));
        spec.commandLine().getOut().flush();
        return isReady ? 0 : 1;
    }

    private static String counters(Part part, String metrics) {
        return part.counters().stream()
                .map(counter -> label(part, counter) + " " + sum(metrics, counter))
                .collect(Collectors.joining(", "));
    }

    private static String label(Part part, String counter) {
        String prefix = part.port().replace("-admin", "").replace('-', '_') + "_";
        return counter.substring(prefix.length()).replace("_total", "").replace('_', ' ');
    }

    private static long sum(String metrics, String counter) {
        return metrics.lines()
                .filter(line -> line.startsWith(counter + " ") || line.startsWith(counter + "{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
