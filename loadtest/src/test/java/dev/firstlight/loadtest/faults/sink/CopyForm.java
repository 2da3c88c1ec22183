package dev.firstlight.loadtest.faults.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How COPY reads a row that is an array: the file of JSONPaths and the columns that the command names, in the same order. A path that finds nothing is null, and
 * an element that no path names is left.
 */
record CopyForm(List<String> columns, List<String> paths) {

    CopyForm {
        if (columns.size() != paths.size()) {
            throw new IllegalArgumentException("COPY refuses a file that has not as many paths as columns are named");
        }
    }

    /** Of a version whose row has these columns by position. */
    static CopyForm of(List<String> columns) {
        return new CopyForm(
                columns,
                IntStream.range(0, columns.size()).mapToObj(i -> "$[" + i + "]").toList());
    }

    /** Of the file that stands in {@code deploy/redshift}. */
    static CopyForm of(List<String> columns, Path jsonPaths) throws IOException {
        List<String> paths = new ArrayList<>();
        new ObjectMapper().readTree(jsonPaths.toFile()).path("jsonpaths").forEach(path -> paths.add(path.asText()));
        return new CopyForm(columns, paths);
    }

    Map<String, @Nullable String> read(JsonNode row) {
        Map<String, @Nullable String> values = new HashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            JsonNode value = row.get(Integer.parseInt(path.substring("$[".length(), path.length() - 1)));
            values.put(columns.get(i), value == null || value.isNull() ? null : value.asText());
        }
        return values;
    }
}
