package dev.firstlight.standalone.cli;

import dev.firstlight.schema.avro.LedgerEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One minute of one pixel: what each stage counted, over all its sources. */
final class LedgerLine {

    static final List<String> HEADINGS = List.of(
            "minute",
            "pixel",
            "accepted",
            "lost",
            "declined",
            "refused",
            "spooled",
            "in log",
            "unique",
            "repeated",
            "delivered",
            "unreadable",
            "retried",
            "merged",
            "merged away",
            "redelivered",
            "in flight",
            "difference",
            "balance");

    private static final String SINK = "firehose-sink";
    private static final String REPEATED = "repeated.";

    /** With the point: the processor counts what the edge refused under a name that only begins alike, and apart. */
    private static final String REFUSED = "refused.";

    private final long minute;
    private final String pixel;
    private final Map<String, Long> repeatedBy = new TreeMap<>();
    private long answered;
    private long lostAfterAnswer;
    private long inLog;
    private long unique;
    private long refused;
    private long refusedAtEdge;
    private long refusedBySink;
    private long declined;
    private long delivered;
    private long unreadable;
    private long retried;
    private long loaded;
    private long merged;
    private long mergedAway;

    /** When the sink last counted something of this; before all time when it never did. */
    private long deliveredMs = Long.MIN_VALUE;

    LedgerLine(long minute, String pixel) {
        this.minute = minute;
        this.pixel = pixel;
    }

    long minute() {
        return minute;
    }

    String pixel() {
        return pixel;
    }

    void add(LedgerEntry entry) {
        entry.getCounts().forEach((name, count) -> add(entry.getStage(), name, count));
        writtenAt(entry.getStage(), entry.getWrittenAt());
    }

    void add(String stage, String name, long count) {
        switch (stage) {
            case "collector" -> addCollector(name, count);
            case "stream-processor" -> addProcessor(name, count);
            case SINK -> addSink(name, count);
            default -> {
                // a stage of a later version, or a sink to elsewhere: its counts are not in this table
            }
        }
    }

    /** When a source of a stage wrote what it counted, epoch milliseconds. */
    void writtenAt(String stage, long writtenMs) {
        if (stage.equals(SINK)) {
            deliveredMs = Math.max(deliveredMs, writtenMs);
        }
    }

    void addWarehouse(long rowsLoaded, long rowsMerged, long eventsMergedAway) {
        loaded += rowsLoaded;
        merged += rowsMerged;
        mergedAway += eventsMergedAway;
    }

    /**
     * Whether the stages agree: log = unique + repeated + refused, unique = delivered + refused by the sink + unreadable, delivered = merged + merged
     * away, nothing merged that was not loaded. What the edge answered, without what it says it lost after that (collector.ack = accepted), may be
     * behind the log after a kill, never ahead of it; and a pack it gave up may be there all the same. A pack that is in the log twice was
     * answered once. How often rows were tried again before they were delivered says nothing about that.
     */
    boolean isBalanced() {
        return difference() == 0 && loaded >= merged + mergedAway;
    }

    /**
     * Takes over as many of the records that the sink could not read as this line lacks events at the sink: they were counted under no pixel, which
     * {@code unknown} is.
     */
    void takeUnreadable(LedgerLine unknown) {
        long taken = Math.max(0, Math.min(unknown.unreadable, undelivered()));
        unknown.unreadable -= taken;
        unreadable += taken;
    }

    /** Whether nothing was counted of this, or nothing that is not told with another line. */
    boolean isBlank() {
        return answered + lostAfterAnswer + inLog + unique + refused + refusedAtEdge + declined == 0
                && delivered + retried + refusedBySink + unreadable + loaded + merged + mergedAway == 0
                && repeatedBy.isEmpty();
    }

    /** Events by which neighbouring stages differ, added up. */
    long difference() {
        return missingInLog()
                + Math.abs(inLog - unique - repeated() - refused)
                + missingFromSink()
                + Math.abs(delivered - merged - mergedAway);
    }

    /** Where the first stages are that differ, for a person; empty where none do. */
    String firstDifference() {
        if (missingInLog() > 0) {
            return missingInLog() + " not in the log";
        }
        long processed = inLog - unique - repeated() - refused;
        if (processed != 0) {
            return processed + " not through the processor";
        }
        if (missingFromSink() != 0) {
            return undelivered() + " not delivered";
        }
        long stored = delivered - merged - mergedAway;
        return stored == 0 ? "" : stored + " not merged";
    }

    List<String> cells(Watermark watermark) {
        boolean isOpen = state(watermark) == LineState.OPEN;
        return List.of(
                time(),
                pixel.isEmpty() ? "(none)" : pixel,
                String.valueOf(answered),
                String.valueOf(lostAfterAnswer),
                String.valueOf(declined),
                String.valueOf(refused + refusedAtEdge + refusedBySink),
                String.valueOf(spooled(watermark)),
                String.valueOf(inLog),
                String.valueOf(unique),
                repeatedText(),
                String.valueOf(delivered),
                String.valueOf(unreadable),
                String.valueOf(retried),
                String.valueOf(merged),
                String.valueOf(mergedAway),
                String.valueOf(loaded - merged - mergedAway),
                String.valueOf(isOpen ? 0 : difference() - spooled(watermark)),
                isOpen && difference() != 0 ? firstDifference() : "0",
                state(watermark).text());
    }

    Map<String, Object> asMap(Watermark watermark) {
        boolean isOpen = state(watermark) == LineState.OPEN;
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("minute", time());
        map.put("pixel", pixel);
        map.put("answered", answered);
        map.put("lost_after_answer", lostAfterAnswer);
        map.put("spooled", spooled(watermark));
        map.put("in_log", inLog);
        map.put("unique", unique);
        map.put("repeated", repeated());
        map.put("repeated_by", repeatedBy);
        map.put("refused", refused);
        map.put("refused_at_edge", refusedAtEdge);
        map.put("refused_by_sink", refusedBySink);
        map.put("declined", declined);
        map.put("delivered", delivered);
        map.put("unreadable", unreadable);
        map.put("retried", retried);
        map.put("loaded", loaded);
        map.put("merged", merged);
        map.put("merged_away", mergedAway);
        map.put("redelivered", loaded - merged - mergedAway);
        map.put("in_flight", isOpen ? 0 : difference());
        map.put("difference", isOpen ? difference() : 0);
        map.put("balanced", isBalanced());
        map.put("state", state(watermark).text());
        return map;
    }

    LineState state(Watermark watermark) {
        if (isBalanced()) {
            return LineState.OK;
        }
        if (watermark.isInFlight(minute)) {
            return LineState.IN_FLIGHT;
        }
        return watermark.isHeld(minute, deliveredMs) ? LineState.NOT_JUDGED : LineState.OPEN;
    }

    private String time() {
        return Instant.ofEpochSecond(minute * 60).toString();
    }

    private long missingInLog() {
        return Math.max(0, answered - lostAfterAnswer - (inLog - repeatedBy.getOrDefault("replayed_pack", 0L)));
    }

    /** Unique events that the sink says nothing of; below 0 where it says more than there are. What no pixel lacks was never an event. */
    private long undelivered() {
        return unique - delivered - refusedBySink - (pixel.isEmpty() ? 0 : unreadable);
    }

    private long missingFromSink() {
        return Math.abs(undelivered());
    }

    /** What is not in the log while collectors have spooled packs of that minute or later ones. */
    private long spooled(Watermark watermark) {
        return watermark.isSpooled(minute) ? missingInLog() : 0;
    }

    private long repeated() {
        return repeatedBy.values().stream().mapToLong(Long::longValue).sum();
    }

    private String repeatedText() {
        return repeatedBy.isEmpty()
                ? "0"
                : repeatedBy.entrySet().stream()
                        .map(cause -> cause.getKey() + " " + cause.getValue())
                        .collect(Collectors.joining(", "));
    }

    private void addCollector(String name, long count) {
        if (name.equals("accepted")) {
            answered += count;
        } else if (name.equals("lost_after_answer")) {
            lostAfterAnswer += count;
        } else if (name.equals("declined")) {
            declined += count;
        } else if (name.startsWith(REFUSED)) {
            refusedAtEdge += count;
        }
    }

    private void addProcessor(String name, long count) {
        if (name.equals("accepted")) {
            inLog += count;
        } else if (name.equals("unique")) {
            unique += count;
        } else if (name.startsWith(REPEATED)) {
            repeatedBy.merge(name.substring(REPEATED.length()), count, Long::sum);
        } else if (name.startsWith(REFUSED)) {
            refused += count;
        }
    }

    private void addSink(String name, long count) {
        if (name.equals("delivered")) {
            delivered += count;
        } else if (name.equals("retried")) {
            retried += count;
        } else if (name.equals("unreadable")) {
            unreadable += count;
        } else if (name.equals("refused") || name.startsWith(REFUSED)) {
            refusedBySink += count;
        }
    }
}
