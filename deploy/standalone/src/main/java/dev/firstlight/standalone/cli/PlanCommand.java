package dev.firstlight.standalone.cli;

import dev.firstlight.schema.Identity;
import dev.firstlight.stream.decode.Explanation;
import dev.firstlight.stream.plan.Plan;
import dev.firstlight.stream.plan.PlanFile;
import dev.firstlight.stream.plan.PlanOutline;
import dev.firstlight.stream.plan.PlanProblem;
import dev.firstlight.stream.plan.PlanReading;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plan check FILE}: all that is wrong with a tracking plan, or what it says; and what it says of an event. Needs nothing that runs. */
@Command(
        name = "plan",
        description = "The tracking plan: which types of events are meant, and what each has to say.",
        mixinStandardHelpOptions = true)
public final class PlanCommand {

    /** Where a query alone is fired, unless said. */
    private static final String PIXEL = "12345";

    private static final String FINDING = "plan_";

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Command(
            name = "check",
            description = "Exit code 1 when the file, or the event, is not as planned.",
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(paramLabel = "FILE", description = "The plan, YAML.") Path file,
            @Option(
                            names = "--event",
                            paramLabel = "URL",
                            description = "A pixel URL, or its query alone, that the plan is asked about.")
                    @Nullable
                    String event,
            @Option(
                            names = "--pixel",
                            paramLabel = "PIXEL",
                            defaultValue = PIXEL,
                            description = "Where a query alone is fired.")
                    String pixel,
            @Option(names = "--site", paramLabel = "SITE", description = "The pixel's site, when it is not itself.")
                    @Nullable
                    String site) {
        Plan plan = read(file);
        PrintWriter out = spec.commandLine().getOut();
        if (event == null) {
            out.print(table(plan));
            if (PlanOutline.hasAliasOf(plan, Identity.CONVERSION)) {
                out.println(
                        "note: an event that an alias makes a conversion is known by its event id, not its order id:"
                                + " identity is made from the type as it was sent");
            }
            out.flush();
            return 0;
        }
        PixelUrl fired = PixelUrl.ofUrlOrQuery(event, pixel);
        Explanation explanation = Explanation.of(ExplainCommand.raw(fired.hit(site)), plan);
        ExplainCommand.print(out, fired.pixel(), explanation);
        out.println(verdict(explanation));
        out.flush();
        return isAsPlanned(explanation) ? 0 : 1;
    }

    /** The plan; what is wrong with its file goes to the person at the terminal, one line each. */
    static Plan read(Path file) {
        PlanReading reading = PlanFile.read(file);
        if (reading.plan() == null) {
            throw new Sentence(
                    1,
                    file + " is no tracking plan\n"
                            + reading.problems().stream()
                                    .map(PlanProblem::toString)
                                    .collect(Collectors.joining("\n  ", "  ", "")));
        }
        return reading.plan();
    }

    /** One sentence on what the plan says. */
    static String verdict(Explanation explanation) {
        if (explanation.reject() != null) {
            return "plan: refused as " + explanation.reject().getReason() + " ("
                    + explanation.reject().getDetail() + ")";
        }
        List<String> findings = findings(explanation);
        return findings.isEmpty() ? "plan: as planned" : "plan: kept and flagged, " + String.join(", ", findings);
    }

    private static boolean isAsPlanned(Explanation explanation) {
        return explanation.reject() == null && findings(explanation).isEmpty();
    }

    private static List<String> findings(Explanation explanation) {
        return explanation.event() == null
                ? List.of()
                : explanation.event().getWarnings().stream()
                        .filter(warning -> warning.startsWith(FINDING))
                        .toList();
    }

    private static Table table(Plan plan) {
        Table table = new Table();
        PlanOutline.rows(plan).forEach(table::row);
        return table;
    }
}
