package dev.firstlight.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of odd inputs; how to read it stands at its head.
 *
 * @param refusal the reason, or none where an event comes out
 * @param columns what is named of the outcome, {@code detail} included
 */
record OddInput(
        String name, String form, byte[] input, @Nullable String refusal, Map<String, String> columns) {

    private static final String TABLE = "odd-inputs.txt";
    private static final String REFUSED = "refused ";
    private static final Pattern REPEATED = Pattern.compile("<([^<>*]+)\\*(\\d+)>");

    static List<OddInput> all() throws IOException {
        List<OddInput> all = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(OddInput.class.getResourceAsStream(TABLE))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    all.add(of(line));
                }
            }
        }
        return all;
    }

    private static OddInput of(String line) {
        String[] cells = (line + " ").split(" \\| ", -1);
        if (cells.length != 4) {
            throw new AssertionError("four cells: " + line);
        }
        String outcome = cells[3].strip();
        String refusal = null;
        Map<String, String> columns = new LinkedHashMap<>();
        for (String part : outcome.isEmpty() ? new String[0] : outcome.split("; ")) {
            int equals = part.indexOf('=');
            if (part.startsWith(REFUSED)) {
                refusal = part.substring(REFUSED.length());
            } else {
                columns.put(text(part.substring(0, equals)), text(part.substring(equals + 1)));
            }
        }
        return new OddInput(cells[0], cells[1], bytes(cells[2]), refusal, columns);
    }

    private static String text(String cell) {
        return new String(bytes(cell), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String cell) {
        Matcher matcher = REPEATED.matcher(cell);
        String text = matcher.replaceAll(found -> Matcher.quoteReplacement(repeated(found.group(1), found.group(2))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == '\\' && i + 3 < utf8.length && utf8[i + 1] == 'x') {
                out.write(Character.digit(utf8[i + 2], 16) << 4 | Character.digit(utf8[i + 3], 16));
                i += 3;
            } else {
                out.write(utf8[i]);
            }
        }
        return out.toByteArray();
    }

    private static String repeated(String text, String times) {
        int count = Integer.parseInt(times);
        if (!text.contains("#")) {
            return text.repeat(count);
        }
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(text.replace("#", String.valueOf(i)));
        }
        return all.toString();
    }

    @Override
    public String toString() {
        return form + ": " + name;
    }
}
