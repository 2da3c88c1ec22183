package dev.firstlight.sink;

import dev.firstlight.runtime.Readiness;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * The sink's part of the ledger for a person, on the admin port: what it counted and committed by minute of receipt and pixel, newest first, and
 * what stands in the way. Of this sink's partitions and of what it holds; {@code deploy/firstlight ledger} has all stages.
 *
 * <p>Threads: the admin server's. Bounds: {@value #MINUTES} minutes, {@value #LINES_MAX} lines; the last line says what is left out. A pixel's id
 * comes from outside and is escaped as all text is; the page loads nothing and has no script.
 */
final class LedgerPage implements Supplier<String> {

    static final String PATH = "/ledger";
    static final int MINUTES = 60;
    static final int LINES_MAX = 500;

    private static final long MINUTE_SECONDS = 60;
    private static final Comparator<Tally.Key> NEWEST_FIRST =
            Comparator.comparingLong(Tally.Key::minute).reversed().thenComparing(Tally.Key::pixel);

    private final String instance;
    private final IntFunction<Map<Tally.Key, LedgerCounts>> newest;
    private final Supplier<String> cost;
    private final Readiness readiness;

    /**
     * What it is made of.
     *
     * @param newest counts of so many minutes
     * @param cost so far, in a sentence; empty where there is none
     */
    LedgerPage(
            String instance,
            IntFunction<Map<Tally.Key, LedgerCounts>> newest,
            Supplier<String> cost,
            Readiness readiness) {
        this.instance = instance;
        this.newest = newest;
        this.cost = cost;
        this.readiness = readiness;
    }

    @Override
    public String get() {
        List<Map.Entry<Tally.Key, LedgerCounts>> lines = newest.apply(MINUTES).entrySet().stream()
                .sorted(Map.Entry.comparingByKey(NEWEST_FIRST))
                .toList();
        StringBuilder html = new StringBuilder("""
                <!doctype html>
                <html lang="en"><meta charset="utf-8"><title>Ledger of the sink</title>
                <style>body{font:14px sans-serif;margin:2em}td,th{padding:.2em 1em;text-align:left}td:nth-child(n+3){text-align:right}</style>
                """);
        html.append("<h1>Delivered by ").append(escaped(instance)).append("</h1>\n");
        html.append(
                        "<p>Rows that this sink has delivered and committed, of the partitions that it has now, by minute of receipt: the newest ")
                .append(MINUTES)
                .append(
                        " minutes. Other sinks have the other partitions, and what the other stages counted is not here. Retried: tries of these rows after the first. Refused: events whose row no record takes; without a pixel, records that are no event, by their own time.</p>\n");
        readiness.missing().forEach((condition, reason) -> html.append("<p><strong>")
                .append(escaped(condition))
                .append("</strong>: ")
                .append(escaped(reason))
                .append("</p>\n"));
        html.append(
                "<table>\n<tr><th>minute (UTC)</th><th>pixel</th><th>delivered</th><th>retried</th><th>refused</th></tr>\n");
        lines.stream().limit(LINES_MAX).forEach(line -> html.append(row(line.getKey(), line.getValue())));
        html.append("</table>\n<p>");
        html.append(escaped(cost.get())).append("</p>\n<p>");
        html.append(lines.isEmpty() ? "Nothing is delivered and committed yet. " : "");
        if (lines.size() > LINES_MAX) {
            html.append(lines.size() - LINES_MAX).append(" more lines are left out. ");
        }
        return html.append("All stages side by side: <code>deploy/firstlight ledger</code></p></html>\n")
                .toString();
    }

    private static String row(Tally.Key key, LedgerCounts counts) {
        return "<tr><td>" + Instant.ofEpochSecond(key.minute() * MINUTE_SECONDS) + "</td><td>" + escaped(key.pixel())
                + "</td><td>" + counts.delivered() + "</td><td>" + counts.retried() + "</td><td>"
                + (counts.refused() + counts.unreadable()) + "</td></tr>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
