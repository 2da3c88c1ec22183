package dev.firstlight.loadtest.faults.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.RowPositions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The objects that Firehose made, read as anybody would. Threads: one. */
record Bucket(Path directory) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Counts the rows of all objects; answers their names. */
    Set<String> readInto(Found found) throws IOException {
        Set<String> names = new HashSet<>();
        for (Path object : objects()) {
            names.add(directory.relativize(object).toString());
            for (JsonNode row : rows(object)) {
                found.inObjects().merge(cell(row), 1L, Long::sum);
            }
        }
        return names;
    }

    /** Of all objects. */
    List<JsonNode> rows() throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (Path object : objects()) {
            rows.addAll(rows(object));
        }
        return rows;
    }

    private static List<JsonNode> rows(Path object) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(object)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                rows.add(JSON.readTree(line));
            }
        }
        return rows;
    }

    private List<Path> objects() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".gz")).toList();
        }
    }

    /** Rows by position, as the sink writes them for Firehose. */
    private static Cell cell(JsonNode row) {
        return Cell.of(
                row.path(RowPositions.of(EventColumn.PIXEL_ID)).asText(),
                row.path(RowPositions.of(EventColumn.RECEIVED_AT)).asLong());
    }
}
