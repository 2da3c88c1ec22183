package dev.firstlight.standalone.cli;

import dev.firstlight.schema.avro.LedgerEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One minute of one pixel: what each stage counted, over all its sources. */
final class LedgerLine {

    static final List<String> HEADINGS = List.of(
            "minute",
            "pixel",
            "answered",
            "lost",
            "in log",
            "unique",
            "repeated",
            "refused",
            "declined",
            "delivered",
            "loaded",
            "merged",
            "balance");

    private final String minute;
    private final String pixel;
    private long answered;
    private long lostAfterAnswer;
    private long inLog;
    private long unique;
    private long repeated;
    private long replayed;
    private long refused;
    private long refusedAtEdge;
    private long declined;
    private long delivered;
    private long loaded;
    private long merged;

    LedgerLine(String minute, String pixel) {
        this.minute = minute;
        this.pixel = pixel;
    }

    void add(LedgerEntry entry) {
        entry.getCounts().forEach((name, count) -> {
            switch (entry.getStage()) {
                case "collector" -> addCollector(name, count);
                case "stream-processor" -> addProcessor(name, count);
                case "firehose-sink" -> delivered += name.equals("delivered") ? count : 0;
                default -> {
                    // a stage of a later version: its counts are not in this table
                }
            }
        });
    }

    void addWarehouse(long rowsLoaded, long rowsMerged) {
        loaded += rowsLoaded;
        merged += rowsMerged;
    }

    /**
     * Whether the stages agree: log = unique + repeated + refused, unique = delivered = merged, nothing merged that was not loaded. What the
     * edge answered, without what it says it lost after that (collector.ack = accepted), may be behind the log after a kill, never ahead of
     * it; and a pack it gave up may be there all the same. A pack that is in the log twice was answered once.
     */
    boolean isBalanced() {
        return inLog == unique + repeated + refused
                && unique == delivered
                && delivered == merged
                && loaded >= merged
                && answered - lostAfterAnswer <= inLog - replayed;
    }

    List<String> cells() {
        return List.of(
                minute,
                pixel.isEmpty() ? "(none)" : pixel,
                String.valueOf(answered),
                String.valueOf(lostAfterAnswer),
                String.valueOf(inLog),
                String.valueOf(unique),
                String.valueOf(repeated),
                String.valueOf(refused + refusedAtEdge),
                String.valueOf(declined),
                String.valueOf(delivered),
                String.valueOf(loaded),
                String.valueOf(merged),
                isBalanced() ? "ok" : "open");
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("minute", minute);
        map.put("pixel", pixel);
        map.put("answered", answered);
        map.put("lost_after_answer", lostAfterAnswer);
        map.put("in_log", inLog);
        map.put("unique", unique);
        map.put("repeated", repeated);
        map.put("refused", refused);
        map.put("refused_at_edge", refusedAtEdge);
        map.put("declined", declined);
        map.put("delivered", delivered);
        map.put("loaded", loaded);
        map.put("merged", merged);
        map.put("balanced", isBalanced());
        return map;
    }

    private void addCollector(String name, long count) {
        if (name.equals("accepted")) {
            answered += count;
        } else if (name.equals("lost_after_answer")) {
            lostAfterAnswer += count;
        } else if (name.equals("declined")) {
            declined += count;
        } else if (name.startsWith("refused.")) {
            refusedAtEdge += count;
        }
    }

    private void addProcessor(String name, long count) {
        if (name.equals("accepted")) {
            inLog += count;
        } else if (name.equals("unique")) {
            unique += count;
        } else if (name.startsWith("repeated.")) {
            repeated += count;
            replayed += name.equals("repeated.replayed_pack") ? count : 0;
        } else if (name.startsWith("refused.")) {
            refused += count;
        }
    }
}
