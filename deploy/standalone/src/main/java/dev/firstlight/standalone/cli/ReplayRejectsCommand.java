package dev.firstlight.standalone.cli;

import dev.firstlight.standalone.replay.FieldEdit;
import dev.firstlight.standalone.replay.KafkaRejects;
import dev.firstlight.standalone.replay.WantedRejects;
import dev.firstlight.stream.StreamProcessorConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code replay rejects}: sends rejects again as raw events, under the ids that they had. Each is accepted, claimed and enriched as if it had just
 * come; its time of receipt stays, and with it the ledger's minute, where it counts as accepted once more.
 */
@Command(
        name = "rejects",
        description = "Sends what was refused again, with the same ids: what is sent twice counts once.",
        mixinStandardHelpOptions = true)
public final class ReplayRejectsCommand implements Callable<Integer> {

    @Mixin
    Installation installation = new Installation();

    @Option(
            names = "--reason",
            required = true,
            split = ",",
            description = "Reasons of the rejects to send, as firstlight.rejects has them.",
            paramLabel = "REASON")
    Set<String> reasons = Set.of();

    @Option(names = "--from", description = "Refused at this time or later: 2026-11-22T10:00:00Z.", paramLabel = "TIME")
    @Nullable
    Instant from;

    @Option(names = "--to", description = "Refused before this time.", paramLabel = "TIME")
    @Nullable
    Instant to;

    @Option(names = "--pixel", description = "Of this pixel only.", paramLabel = "PIXEL")
    @Nullable
    String pixel;

    @Option(
            names = "--set",
            description = "Sets a field, by any of its names, or a custom property, in each; may be repeated.",
            paramLabel = "FIELD=VALUE")
    List<String> edits = List.of();

    @Option(
            names = "--max",
            description = "At most so many rejects; ${DEFAULT-VALUE} unless given.",
            defaultValue = "1000000",
            paramLabel = "N")
    long max;

    @Option(names = "--dry-run", description = "Says what would be sent, and sends nothing.")
    boolean dryRun;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        List<FieldEdit> parsed = parsed();
        StreamProcessorConfig config = installation.processor();
        KafkaRejects kafka = new KafkaRejects(config.kafka(), config.enrich().keysDirectory());
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        KafkaRejects.Result result = kafka.replay(
                new WantedRejects(reasons, from, to, pixel, parsed, max, dryRun),
                sent -> progress.show(sent + " sent"));
        progress.end();
        print(result);
        return 0;
    }

    private List<FieldEdit> parsed() {
        List<FieldEdit> parsed = new ArrayList<>();
        for (String edit : edits) {
            try {
                parsed.add(FieldEdit.parse(edit));
            } catch (IllegalArgumentException e) {
                throw new Sentence(2, String.valueOf(e.getMessage()));
            }
        }
        return parsed;
    }

    private void print(KafkaRejects.Result result) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(result.rejects() + " rejects of " + String.join(", ", reasons));
        out.println(result.sent() + (dryRun ? " events would be sent" : " events sent"));
        if (result.withoutAddress() > 0) {
            out.println(result.withoutAddress() + " of them without their address: the key of its day is gone");
        }
        result.skipped().forEach((why, count) -> out.println(count + " skipped, " + why + ": " + why.help()));
        out.flush();
    }
}
