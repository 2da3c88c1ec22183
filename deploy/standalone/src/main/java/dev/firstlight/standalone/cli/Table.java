package dev.firstlight.standalone.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in aligned columns. */
final class Table {

    /** Cells are cut here: a terminal line is for reading, the whole value is for {@code --csv}. */
    private static final int CELL_MAX = 120;

    private final List<List<String>> rows = new ArrayList<>();

    Table row(List<String> cells) {
        rows.add(cells.stream()
                .map(cell -> cell.length() > CELL_MAX ? cell.substring(0, CELL_MAX - 1) + "…" : cell)
                .map(cell -> cell.replaceAll("\\p{Cntrl}", "·"))
                .toList());
        return this;
    }

    @Override
    public String toString() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
