package dev.firstlight.standalone.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which of the lines are judged, and why the others are not: for a person, and as the last line of {@code --json} where not all are. */
record Judged(Lines lines, Watermark watermark, int waitedSeconds) {

    /** Whether all stages are past the moment of asking, and no line is left out. */
    boolean isAll() {
        return watermark.hands().behind() == null && notJudged() == 0 && !lines.isCut();
    }

    String text() {
        String cut = lines.isCut()
                ? "There is too much for one answer: nothing before " + minute(lines.cutBefore())
                        + " is shown or judged; ask for less with --from, --to or --pixel.\n"
                : "";
        String who = watermark.hands().behind();
        if (who == null && notJudged() == 0) {
            return cut + "Adds up, or should, before " + before() + ".\n";
        }
        String why = who == null
                ? "Not everything is judged: something of earlier minutes was delivered while this was asked.\n"
                : "Not everything is judged: " + who + " is not past this moment after " + waitedSeconds + " s.\n";
        return cut + why + what();
    }

    Map<String, @Nullable Object> asMap() {
        Hands hands = watermark.hands();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("behind", hands.behind());
        map.put("waited_seconds", waitedSeconds);
        map.put("judged_before", hands.isUnknown() ? null : before());
        map.put("delivered_before", hands.isUnknown() ? null : storingSince());
        map.put("not_judged", notJudged());
        map.put("cut_before", lines.isCut() ? minute(lines.cutBefore()) : null);
        return map;
    }

    private String what() {
        if (watermark.hands().isUnknown()) {
            return "What it has in hand may be of any minute: "
                    + notJudged()
                    + " lines that do not add up are not judged, and what is not in the log yet is not known.\n";
        }
        return "Judged is what was received before " + before() + ", and of which nothing was delivered at "
                + storingSince() + " or later; " + notJudged() + " lines that do not add up yet are not judged.\n";
    }

    private long notJudged() {
        return Verdict.count(lines.lines(), watermark, LineState.NOT_JUDGED);
    }

    private String before() {
        return minute(watermark.judgedBefore());
    }

    private static String minute(long minute) {
        return Instant.ofEpochSecond(minute * 60).toString();
    }

    private String storingSince() {
        return Instant.ofEpochMilli(watermark.hands().storingSinceMs()).toString();
    }
}
