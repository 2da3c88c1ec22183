package dev.firstlight.loadtest.bench;

import java.util.ArrayList;
import java.util.List;

/** The figures as a table, then as JSON lines, and what the command exits with. */
public final class Report {

    static final int EXIT_OK = 0;
    static final int EXIT_MISSED = 1;

    private static final List<String> HEAD =
            List.of("figure", "value", "must", "aim", "baseline", "rounds", "spread", "");

    private final String bench;
    private final List<Figure> figures;

    public Report(String bench, List<Figure> figures) {
        this.bench = bench;
        this.figures = List.copyOf(figures);
    }

    public String text() {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        figures.forEach(figure -> rows.add(row(figure)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(line(row, widths)));
        text.append('\n');
        figures.forEach(figure -> text.append(figure.json(bench)).append('\n'));
        return text.toString();
    }

    /** A benchmark without figures has shown nothing. */
    public int exitCode() {
        return !figures.isEmpty() && figures.stream().allMatch(Figure::isOk) ? EXIT_OK : EXIT_MISSED;
    }

    private static List<String> row(Figure figure) {
        Bound bound = figure.bound();
        return List.of(
                figure.name(),
                Figure.text(figure.value()),
                bound.mustText(),
                bound.aimText(),
                figure.baseline(),
                String.valueOf(figure.rounds().values().size()),
                figure.rounds().spread(),
                figure.isOk() ? "" : "MISSED");
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing() + "\n";
    }
}
