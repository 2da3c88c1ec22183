package dev.firstlight.standalone.cli;

import dev.firstlight.schema.Topic;
import dev.firstlight.standalone.replay.EventsTopics;
import dev.firstlight.stream.RawReplay;
import dev.firstlight.stream.StreamProcessorConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code replay raw}: processes a time of the raw log again, with the settings of now, into a topic of its own. */
@Command(
        name = "raw",
        description = "Processes what the raw log took in a time again, into another topic.",
        mixinStandardHelpOptions = true)
public final class ReplayRawCommand implements Callable<Integer> {

    private static final long PERCENT = 100;

    @Mixin
    Installation installation = new Installation();

    @Option(
            names = "--from",
            required = true,
            description = "What the log took at this time or later: 2026-11-22T10:00:00Z.",
            paramLabel = "TIME")
    Instant from = Instant.EPOCH;

    @Option(names = "--to", required = true, description = "And before this time.", paramLabel = "TIME")
    Instant to = Instant.EPOCH;

    @Option(
            names = "--topic",
            description = "Where the events go; a new firstlight.events-replay-<n> unless given.",
            paramLabel = "NAME")
    @Nullable
    String topic;

    @Option(
            names = "--force",
            description =
                    "Into firstlight.events itself: the warehouse keeps the row that it has, other readers see events again.")
    boolean force;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (force && topic != null) {
            throw new Sentence(2, "--topic or --force, not both");
        }
        if (!from.isBefore(to)) {
            throw new Sentence(2, "--from must be before --to");
        }
        StreamProcessorConfig config = installation.processor();
        String target = target(config);
        PrintWriter err = spec.commandLine().getErr();
        err.println("Events go to " + target + ". Identities that were first seen before " + from
                + " come out again; what repeats within the time comes out once.");
        if (force) {
            err.println("The ledger of these minutes will say more delivered than unique.");
        }
        err.flush();
        ProgressLine progress = new ProgressLine(err);
        RawReplay.Result result = RawReplay.run(
                config,
                new RawReplay.Wanted(from, to, target),
                now -> progress.show(now.done() + " of " + now.of() + " records ("
                        + PERCENT * now.done() / Math.max(1, now.of()) + " %)"));
        progress.end();
        print(result, target);
        return 0;
    }

    private String target(StreamProcessorConfig config) {
        if (force) {
            return config.kafka().nameOf(Topic.EVENTS);
        }
        EventsTopics topics = new EventsTopics(config.kafka());
        @Nullable String against = topic == null ? null : topics.reasonAgainst(topic);
        if (against != null) {
            throw new Sentence(2, topic + " " + against);
        }
        return topics.make(topic);
    }

    private void print(RawReplay.Result result, String target) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(result.records() + " records of the raw log");
        out.println(result.events() + " events written to " + target);
        out.println(result.repeated() + " repeats within the time, " + result.refused() + " refused, neither written");
        out.flush();
    }
}
