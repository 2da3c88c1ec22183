package dev.firstlight.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.standalone.up.RunFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ledger}: what each stage counted, per minute of receipt and pixel, side by side. Waits until the pipeline is past the moment of
 * asking; what was received before and does not add up then is a difference. Where a stage is not past it in time, what it may still
 * have in hand is not judged, and all else is. Exit code: {@link Verdict}.
 */
@Command(
        name = "ledger",
        description = "What each stage counted per minute and pixel, and whether it adds up.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every minute that is over adds up.",
            "1:something does not add up and is not on its way (or the command failed; it says why).",
            "2:the call or the configuration is wrong.",
            "3:no pipeline runs.",
            "4:nothing that was judged differs, but not everything could be judged; it says what and why."
        })
public final class LedgerCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long STEP_MS = 300;

    /** Stages write what they counted once a second. */
    private static final long WRITTEN_MS = 3_000;

    @Mixin
    Running running = new Running();

    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    @Option(names = "--from", description = "From this minute of UTC on: 2026-11-22T10:05.", paramLabel = "MINUTE")
    @Nullable
    String from;

    @Option(names = "--to", description = "To this minute, inclusive.", paramLabel = "MINUTE")
    @Nullable
    String to;

    @Option(names = "--pixel", description = "Of this pixel alone.", paramLabel = "PIXEL")
    @Nullable
    String pixel;

    @Option(
            names = "--explain",
            description = "Names the events behind a difference of this minute.",
            paramLabel = "MINUTE")
    @Nullable
    String explain;

    @Option(
            names = "--wait",
            description = "Seconds to wait for what is on its way; minutes that it may belong to are not judged then.",
            paramLabel = "S",
            defaultValue = "10")
    int waitSeconds = 10;

    @Spec
    CommandSpec spec = CommandSpec.create();

    private final InstantSource clock = InstantSource.system();

    @Override
    public Integer call() throws IOException {
        Asked asked = asked();
        RunFile run = running.runFile();
        PrintWriter out = spec.commandLine().getOut();
        try (TopicScan scan = new TopicScan(run.bootstrapServers())) {
            Watermark watermark = watermark(run, scan);
            Lines lines = settled(run, scan, watermark, asked);
            out.print(json ? jsonLines(lines, watermark) : table(run, lines, watermark));
            if (explain != null) {
                new Missing(running, run, scan, pixel).print(out, asked.fromMinute(), json);
            }
            out.flush();
            return Verdict.of(lines, watermark).exitCode();
        }
    }

    /** The collectors are asked before the moment that the others have to be past: what they say is in the log is before it, then. */
    private Watermark watermark(RunFile run, TopicScan scan) throws IOException {
        Ledger before = Ledger.read(scan);
        long nowMs = clock.millis();
        Hands hands = new Settling(running, run, scan, clock).await(nowMs + TimeUnit.SECONDS.toMillis(waitSeconds));
        long collectors = before.collectorsMinute();
        return new Watermark(
                Math.min(TimeUnit.MILLISECONDS.toMinutes(nowMs), collectors), collectors, before.hasSpooled(), hands);
    }

    /** Reads again while something differs that should not, for as long as a stage may take to write what it counted. */
    private Lines settled(RunFile run, TopicScan scan, Watermark watermark, Asked asked) throws IOException {
        long deadlineMs = clock.millis() + WRITTEN_MS;
        while (true) {
            HttpResponse<String> warehouse = running.warehouse(run, asked.path(), null, "application/json");
            if (warehouse.statusCode() != 200) {
                throw new Sentence(1, warehouse.body().strip());
            }
            boolean isCut =
                    warehouse.headers().firstValue("X-Firstlight-Truncated").equals(Optional.of("true"));
            Lines lines = Ledger.read(scan).lines(asked, warehouse.body(), isCut);
            if (Verdict.count(lines.lines(), watermark, LineState.OPEN) == 0 || clock.millis() >= deadlineMs) {
                return lines;
            }
            pause();
        }
    }

    private Asked asked() {
        if (explain != null) {
            long minute = Minutes.parse("--explain", explain);
            return new Asked(minute, minute, pixel);
        }
        return new Asked(
                from == null ? 0 : Minutes.parse("--from", from),
                to == null ? Long.MAX_VALUE : Minutes.parse("--to", to),
                pixel);
    }

    private String table(RunFile run, Lines lines, Watermark watermark) throws IOException {
        Table table = new Table().row(LedgerLine.HEADINGS);
        lines.lines().forEach(line -> table.row(line.cells(watermark)));
        StringBuilder text = new StringBuilder(table.toString());
        text.append(new Judged(lines, watermark, waitSeconds).text());
        JsonNode givenUp = JSON.readTree(running.warehouse(run, "/waiting", null, "application/json")
                        .body())
                .path("given_up");
        if (!givenUp.isEmpty()) {
            text.append(givenUp.size())
                    .append(" batches were given up by COPY and wait for: deploy/firstlight redrive\n");
        }
        return text.toString();
    }

    private String jsonLines(Lines lines, Watermark watermark) throws IOException {
        StringBuilder text = new StringBuilder();
        for (LedgerLine line : lines.lines()) {
            text.append(JSON.writeValueAsString(line.asMap(watermark))).append('\n');
        }
        Judged judged = new Judged(lines, watermark, waitSeconds);
        if (!judged.isAll()) {
            text.append(JSON.writeValueAsString(judged.asMap())).append('\n');
        }
        return text.toString();
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
