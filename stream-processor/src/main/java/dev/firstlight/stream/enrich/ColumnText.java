package dev.firstlight.stream.enrich;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.Utf8;
import dev.firstlight.stream.event.Warnings;

/** Texts on their way into a column. Pure but for the warnings; any thread. */
public final class ColumnText {

    private ColumnText() {}

    /** The text within the column's width, cut between characters; a cut is named in the warnings. */
    public static String fit(String text, EventColumn column, Warnings warnings) {
        String cut = Utf8.cut(text, column.bytesMax());
        if (cut.length() < text.length()) {
            warnings.add("truncated:" + column.columnName());
        }
        return cut;
    }
}
