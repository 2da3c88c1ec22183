package dev.firstlight.standalone.cli;

import dev.firstlight.collector.event.Hit;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.stream.decode.Explanation;
import dev.firstlight.stream.decode.KeyExplained;
import dev.firstlight.stream.plan.Plan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code explain URL}: how each key of a pixel URL is understood, what makes the event the same as another, and what a tracking plan says
 * of it. Read by the edge's and the processor's own readers; needs nothing that runs.
 */
@Command(
        name = "explain",
        description = "How each key of a pixel URL is understood, and what identifies the event.",
        mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "URL", description = "As fired: http://…/12345/pixel.png?…")
    String url = "";

    @Option(names = "--site", description = "The pixel's site, when it is not the pixel itself.", paramLabel = "SITE")
    @Nullable
    String site;

    @Option(names = "--plan", description = "A tracking plan that the event is held against.", paramLabel = "FILE")
    @Nullable
    Path plan;

    @Option(names = "--partitions", description = "Partitions of firstlight.raw.", defaultValue = "6")
    int partitions;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (partitions < 1) {
            throw new Sentence(2, "--partitions is at least 1");
        }
        PixelUrl fired = PixelUrl.of(url);
        Plan read = plan == null ? null : PlanCommand.read(plan);
        RawEvent raw = raw(fired.hit(site));
        Explanation explanation = Explanation.of(raw, read);
        PrintWriter out = spec.commandLine().getOut();
        print(out, fired.pixel(), explanation);
        if (explanation.reject() != null) {
            out.flush();
            throw new Sentence(
                    1,
                    "refused as " + explanation.reject().getReason() + ": "
                            + explanation.reject().getDetail());
        }
        if (read != null) {
            out.println(PlanCommand.verdict(explanation));
        }
        out.println(identity(raw));
        out.flush();
        return 0;
    }

    /** What goes into the log, where the edge takes it. */
    static RawEvent raw(Hit hit) {
        if (hit instanceof Hit.Refused refused) {
            throw new Sentence(1, "refused as " + refused.why().wireName() + ": " + refused.detail());
        }
        if (hit instanceof Hit.Event event) {
            return event.raw();
        }
        throw new Sentence(1, "declined: consent or Global Privacy Control says no, so it is counted and not stored");
    }

    /** Each key, and what the event says beside them. */
    static void print(PrintWriter out, String pixel, Explanation explanation) {
        Table table = new Table().row(List.of("key", "column", "type", "value", "notes"));
        table.row(List.of("(path)", "pixel_id", "", pixel, ""));
        for (KeyExplained key : explanation.keys()) {
            table.row(List.of(
                    key.key(),
                    key.column(),
                    key.type(),
                    Objects.requireNonNullElse(key.value(), "(absent)"),
                    String.join("; ", key.notes())));
        }
        Event event = explanation.event();
        if (event != null) {
            table.row(List.of("", "type", "", event.getType(), event.getTypeGiven() == null ? "" : "by an alias"));
            table.row(List.of(
                    "",
                    "occurred_at",
                    "",
                    Instant.ofEpochMilli(event.getOccurredAt()).toString(),
                    ""));
        }
        out.print(table);
        if (event != null) {
            event.getWarnings().forEach(warning -> out.println("warning: " + warning));
        }
    }

    private String identity(RawEvent raw) {
        if (raw.getEventIdMade() && raw.getIdentity() == IdentityKind.EVENT) {
            return "identity: none sent (eid), so the collector makes one and each request counts";
        }
        DedupId id = DedupId.of(raw.getDedupId().bytes());
        return "identity: the " + raw.getIdentity().name().toLowerCase(Locale.ROOT) + ", dedup_id " + id.hex()
                + ", partition " + id.partition(partitions) + " of " + partitions;
    }
}
