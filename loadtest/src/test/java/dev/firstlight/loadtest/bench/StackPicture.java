package dev.firstlight.loadtest.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A {@link StackTable} as a picture (SVG): a bar for each group, the longest first. */
public record StackPicture(StackTable table, double cpuMicros, String title) {

    private static final int WIDTH = 720;
    private static final int LABEL_WIDTH = 190;
    private static final int BAR_WIDTH = 420;
    private static final int LINE_HEIGHT = 24;
    private static final int HEAD_HEIGHT = 44;

    public String svg() {
        List<? extends StackKind> groups = table.kinds().stream()
                .filter(group -> table.share(group) > 0)
                .sorted(Comparator.comparingDouble((StackKind group) -> table.share(group))
                        .reversed())
                .toList();
        double longest = groups.isEmpty() ? 1 : table.share(groups.get(0));
        StringBuilder svg = new StringBuilder();
        svg.append(line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH, HEAD_HEIGHT + groups.size() * LINE_HEIGHT + 8));
        svg.append(line("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>"));
        svg.append(line("<text x=\"8\" y=\"24\" font-size=\"15\" font-weight=\"bold\">%s</text>", title));
        for (int i = 0; i < groups.size(); i++) {
            StackKind group = groups.get(i);
            int top = HEAD_HEIGHT + i * LINE_HEIGHT;
            double bar = BAR_WIDTH * table.share(group) / longest;
            svg.append(line(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LABEL_WIDTH, top + 15, group.label()));
            svg.append(line(
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" fill=\"#3b6ea5\"/>",
                    LABEL_WIDTH + 8, top + 1, bar));
            svg.append(line(
                    "<text x=\"%.1f\" y=\"%d\">%.2f µs</text>",
                    LABEL_WIDTH + 14 + bar, top + 15, table.share(group) * cpuMicros));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
