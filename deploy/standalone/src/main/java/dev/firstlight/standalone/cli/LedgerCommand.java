package dev.firstlight.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.standalone.up.RunFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
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
            "0:every minute that is over adds up; where unreadable is above 0 that is no proof that none of these was a real event.",
            "1:something does not add up and is not on its way (or the command failed; it says why).",
            "2:the call or the configuration is wrong.",
            "3:no pipeline runs.",
            "4:nothing that was judged differs, but not everything could be judged; it says what and why."
        })
public final class LedgerCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long STEP_MS = 300;

    /** Minutes that are looked at when nobody says from which on: a day, so that who asks once a day asks for all. */
    private static final long MINUTES_BACK = 1_440;

    /** Lines of one table: it is held as a whole, and its columns are as wide as its widest cells. */
    private static final int TABLE_LINES_MAX = 1_000;

    /** Stages write what they counted once a second. */
    private static final long WRITTEN_MS = 3_000;

    @Mixin
    Running running = new Running();

    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    @Option(
            names = "--from",
            description = "From this minute of UTC on: 2026-11-22T10:05; a day before --to unless given.",
            paramLabel = "MINUTE")
    @Nullable
    String from;

    @Option(names = "--to", description = "To this minute, inclusive; to now unless given.", paramLabel = "MINUTE")
    @Nullable
    String to;

    @Option(
            names = "--pixel",
            description = "Of this pixel alone; records that cannot be read have none and are not told then.",
            paramLabel = "PIXEL")
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
        long nowMs = clock.millis();
        Asked asked = asked(TimeUnit.MILLISECONDS.toMinutes(nowMs));
        RunFile run = running.runFile();
        PrintWriter out = spec.commandLine().getOut();
        try (TopicScan scan = new TopicScan(run.bootstrapServers())) {
            Ledger ledger = new Ledger(asked, nowMs, Ledger.HELD_MAX);
            Watermark watermark = watermark(run, scan, ledger);
            Lines lines = settled(run, scan, ledger, watermark, asked);
            if (json) {
                printLines(out, lines, watermark);
            } else {
                printTable(out, run, lines, watermark);
            }
            Verdict verdict = Verdict.of(lines, watermark);
            if (explain != null) {
                Traces traces = new Missing(running, run, scan, pixel).find(asked.fromMinute());
                Missing.print(out, traces, json);
                verdict = verdict.explained(traces);
            }
            out.flush();
            return verdict.exitCode();
        }
    }

    /** The collectors are asked before the moment that the others have to be past: what they say is in the log is before it, then. */
    private Watermark watermark(RunFile run, TopicScan scan, Ledger ledger) throws IOException {
        ledger.readOn(scan);
        long collectors = ledger.collectorsMinute();
        boolean hasSpooled = ledger.hasSpooled();
        long nowMs = clock.millis();
        Hands hands = new Settling(running, run, scan, clock).await(nowMs + TimeUnit.SECONDS.toMillis(waitSeconds));
        return new Watermark(
                Math.min(TimeUnit.MILLISECONDS.toMinutes(nowMs), collectors), collectors, hasSpooled, hands);
    }

    /** Reads again while something differs that should not, for as long as a stage may take to write what it counted. */
    private Lines settled(RunFile run, TopicScan scan, Ledger ledger, Watermark watermark, Asked asked)
            throws IOException {
        long deadlineMs = clock.millis() + WRITTEN_MS;
        while (true) {
            HttpResponse<String> warehouse = running.warehouse(run, asked.path(), null, "application/json");
            if (warehouse.statusCode() != 200) {
                throw new Sentence(1, warehouse.body().strip());
            }
            boolean isCut =
                    warehouse.headers().firstValue("X-Firstlight-Truncated").equals(Optional.of("true"));
            ledger.readOn(scan);
            Lines lines = ledger.lines(warehouse.body(), isCut);
            if (Verdict.count(lines.lines(), watermark, LineState.OPEN) == 0 || clock.millis() >= deadlineMs) {
                return lines;
            }
            pause();
        }
    }

    private Asked asked(long nowMinute) {
        if (explain != null) {
            long minute = Minutes.parse("--explain", explain);
            return new Asked(minute, minute, pixel);
        }
        long toMinute = to == null ? Long.MAX_VALUE : Minutes.parse("--to", to);
        long fromMinute = from == null ? Math.min(toMinute, nowMinute) - MINUTES_BACK : Minutes.parse("--from", from);
        return new Asked(fromMinute, toMinute, pixel);
    }

    private void printTable(PrintWriter out, RunFile run, Lines lines, Watermark watermark) throws IOException {
        List<LedgerLine> all = lines.lines();
        for (int from = 0; from == 0 || from < all.size(); from += TABLE_LINES_MAX) {
            Table table = new Table().row(LedgerLine.HEADINGS);
            all.subList(from, Math.min(all.size(), from + TABLE_LINES_MAX))
                    .forEach(line -> table.row(line.cells(watermark)));
            out.print(table);
        }
        out.print(new Judged(lines, watermark, waitSeconds).text());
        JsonNode givenUp = JSON.readTree(running.warehouse(run, "/waiting", null, "application/json")
                        .body())
                .path("given_up");
        if (!givenUp.isEmpty()) {
            out.println(givenUp.size() + " batches were given up by COPY and wait for: deploy/firstlight redrive");
        }
    }

    private void printLines(PrintWriter out, Lines lines, Watermark watermark) throws IOException {
        for (LedgerLine line : lines.lines()) {
            out.println(JSON.writeValueAsString(line.asMap(watermark)));
        }
        Judged judged = new Judged(lines, watermark, waitSeconds);
        if (!judged.isAll()) {
            out.println(JSON.writeValueAsString(judged.asMap()));
        }
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
