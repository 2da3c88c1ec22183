package dev.firstlight.stream.event;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.Utf8;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What was odd about one event and kept all the same: names of ours, {@code name} or {@code name:detail}, each once; never the client's
 * bytes.
 *
 * <p>Bounds: {@value #COUNT_MAX} warnings, and the width of their column as a JSON array; beyond either, {@value #MORE} stands for the
 * rest. Threads: one.
 */
public final class Warnings {

    /** Most warnings of one event. */
    public static final int COUNT_MAX = 32;

    static final String MORE = "more_warnings";

    /** What JSON puts around each: two quotes and a comma. */
    private static final int JSON_BYTES_EACH = 3;

    private static final int BYTES_MAX = EventColumn.WARNINGS.bytesMax() - MORE.length() - JSON_BYTES_EACH - 2;

    private final Set<String> warnings = new LinkedHashSet<>();
    private int bytes;

    public void add(String warning) {
        int more = Utf8.length(warning) + JSON_BYTES_EACH;
        boolean fits = warnings.size() < COUNT_MAX - 1 && bytes + more <= BYTES_MAX;
        if (warnings.add(fits ? warning : MORE)) {
            bytes += more;
        }
    }

    public List<String> list() {
        return new ArrayList<>(warnings);
    }
}
