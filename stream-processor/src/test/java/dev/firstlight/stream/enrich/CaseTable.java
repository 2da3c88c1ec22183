package dev.firstlight.stream.enrich;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tables of cases: a line each, tabs between; lines that begin with a hash sign are remarks. */
public final class CaseTable {

    private static final Pattern CHARACTER = Pattern.compile("\\\\u([0-9a-f]{4})");

    private CaseTable() {}

    /** The rows of a table that stands beside {@code test}. */
    public static List<List<String>> rows(Class<?> test, String file) {
        try (InputStream in = Objects.requireNonNull(test.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split("\t", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cell with what is written as {@code backslash u0007} as that character, and two backslashes as one. */
    public static String text(String cell) {
        return CHARACTER
                .matcher(cell)
                .replaceAll(found -> String.valueOf((char) Integer.parseInt(found.group(1), 16)))
                .replace("\\\\", "\\");
    }

    /** As {@link #text}; a hyphen is none. */
    public static @Nullable String textOrNone(String cell) {
        return cell.equals("-") ? null : text(cell);
    }
}
