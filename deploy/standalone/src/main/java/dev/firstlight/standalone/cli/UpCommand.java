package dev.firstlight.standalone.cli;

import dev.firstlight.runtime.Service;
import dev.firstlight.standalone.up.Pipeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code up}: the whole pipeline on this machine, until Ctrl-C or SIGTERM. */
@Command(
        name = "up",
        description = "Starts the whole pipeline on this machine; Ctrl-C drains and stops it.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

    @Option(names = "--demo", description = "Also serves a small shop that carries the tracker.")
    boolean demo;

    @Option(names = "--config", description = "Settings of the run and of the services.", paramLabel = "FILE")
    @Nullable
    Path config;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Firstlight is starting …");
        out.flush();
        Pipeline pipeline = Pipeline.start(config, System.getenv(), demo);
        print(out, pipeline.ports());
        Service.runUntilSignal(pipeline.service());
        return 0;
    }

    private static void print(PrintWriter out, Map<String, Integer> ports) {
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1_000.0;
        out.printf(
                "Firstlight is ready after %.1f s. One replica: what it answers is as safe as this disk.%n%n", seconds);
        out.println("  pixel    http://127.0.0.1:" + ports.get("collector")
                + "/12345/pixel.png?event=click&campaign_id=123");
        out.println("  tracker  http://127.0.0.1:" + ports.get("collector") + "/fl.js");
        if (ports.containsKey("shop")) {
            out.println("  shop     http://127.0.0.1:" + ports.get("shop") + "/");
        }
        out.println("  metrics  http://127.0.0.1:" + ports.get("collector-admin") + "/metrics (collector), :"
                + ports.get("stream-processor-admin") + " (stream-processor), :" + ports.get("firehose-sink-admin")
                + " (firehose-sink)");
        out.println(
                "  Kafka    127.0.0.1:" + ports.get("kafka") + "   Firehose http://127.0.0.1:" + ports.get("firehose"));
        out.println();
        out.println("  deploy/firstlight query \"select type, pixel_id, properties from events\"");
        out.println("  deploy/firstlight status | ledger | tail    Ctrl-C drains and stops.");
        out.println();
        out.flush();
    }
}
