package dev.firstlight.standalone.warehouse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How an answer is written; the client's {@code Accept} header chooses. */
enum AnswerFormat {
    /** {@code {"columns":[…],"rows":[[…],…],"truncated":false}}. */
    JSON("application/json"),

    /** One object a line, by column name; of columns that share a name the last is kept. */
    JSON_LINES("application/x-ndjson"),

    /** RFC 4180 with a header line; nothing between the commas is null, {@code ""} an empty text. */
    CSV("text/csv");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String mediaType;

    AnswerFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    static AnswerFormat accepted(@Nullable String accept) {
        for (AnswerFormat format : values()) {
            if (accept != null && accept.contains(format.mediaType)) {
                return format;
            }
        }
        return JSON;
    }

    void write(QueryResult result, OutputStream out) throws IOException {
        switch (this) {
            case JSON -> out.write(MAPPER.writeValueAsBytes(result));
            case JSON_LINES -> writeLines(result, out);
            case CSV -> {
                out.write(csv(result.columns()));
                for (List<@Nullable Object> row : result.rows()) {
                    out.write(csv(row));
                }
            }
        }
    }

    private static void writeLines(QueryResult result, OutputStream out) throws IOException {
        try (SequenceWriter lines = MAPPER.writer().withRootValueSeparator("\n").writeValues(out)) {
            for (List<@Nullable Object> row : result.rows()) {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    object.put(result.columns().get(i), row.get(i));
                }
                lines.write(object);
            }
        }
    }

    private static byte[] csv(List<? extends @Nullable Object> row) {
        return (row.stream().map(AnswerFormat::csv).collect(Collectors.joining(",")) + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String csv(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        boolean isPlain =
                !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
