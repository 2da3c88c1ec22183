package dev.firstlight.collector.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of {@code odd-requests.txt}, which says what its columns mean.
 *
 * @param statuses of the answers, in order, when nobody stands between
 * @param isClosed whether the connection must end with them
 * @param isHalf whether the client shuts its side after its bytes
 */
record OddExchange(String name, List<Integer> statuses, boolean isClosed, boolean isHalf, byte[] bytes) {

    /** The request that follows each exchange where the connection stays open; its answer is an image. */
    static final String NEXT = "GET /12345/pixel.png?eid=next HTTP/1.1\r\nHost: t\r\n\r\n";

    private static final Map<String, String> MACROS = Map.of(
            "{g}", "GET /12345/pixel.png?eid=first HTTP/1.1\r\nHost: t\r\n",
            "{p}", "POST /12345/events HTTP/1.1\r\nHost: t\r\n",
            "{c}", "Transfer-Encoding: chunked\r\n",
            "{e}", "{\"id\":\"first\"}",
            "{s}", "GET /12345/pixel.png?eid=hidden HTTP/1.1\r\nHost: t\r\n\r\n");

    private static final Pattern ESCAPE =
            Pattern.compile("\\\\x(?<hex>[0-9a-f]{2})|\\\\(?<one>[rnt0\\\\])|\\{(?<letter>[aA])\\*(?<times>\\d+)}");

    static List<OddExchange> all() {
        try (InputStream in =
                Objects.requireNonNull(OddExchange.class.getResourceAsStream("odd-requests.txt"), "no table")) {
            List<OddExchange> rows = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    rows.add(row(line));
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether what the client asked under the id "first" is an event that was answered as taken. */
    boolean isEvent() {
        boolean isTaken = statuses.contains(200) || statuses.contains(204);
        return isTaken && contains("first") && !startsWith("HEAD") && !startsWith("OPTIONS");
    }

    /** How many requests under the id "first" its bytes may be read as. */
    int firsts() {
        return latin().split("first", -1).length - 1;
    }

    boolean isHead() {
        return startsWith("HEAD ");
    }

    @Override
    public String toString() {
        return name;
    }

    private boolean startsWith(String text) {
        return latin().startsWith(text);
    }

    private boolean contains(String text) {
        return latin().contains(text);
    }

    private String latin() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static OddExchange row(String line) {
        String[] columns = line.split(" \\| ?", 3);
        if (columns.length != 3) {
            throw new IllegalStateException("three columns are needed: " + line);
        }
        List<String> words = Arrays.asList(columns[1].split(" "));
        List<Integer> statuses = words.stream()
                .filter(word -> word.matches("\\d+"))
                .map(Integer::valueOf)
                .toList();
        return new OddExchange(
                columns[0], statuses, words.contains("close"), words.contains("half"), bytes(columns[2]));
    }

    private static byte[] bytes(String column) {
        String text = column;
        for (Map.Entry<String, String> macro : MACROS.entrySet()) {
            text = text.replace(macro.getKey(), macro.getValue());
        }
        Matcher escapes = ESCAPE.matcher(text);
        return escapes.replaceAll(found -> Matcher.quoteReplacement(unescaped(escapes)))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String unescaped(Matcher found) {
        if (found.group("hex") != null) {
            return String.valueOf((char) Integer.parseInt(found.group("hex"), 16));
        }
        if (found.group("letter") != null) {
            return found.group("letter").repeat(Integer.parseInt(found.group("times")));
        }
        return switch (found.group("one")) {
            case "r" -> "\r";
            case "n" -> "\n";
            case "t" -> "\t";
            case "0" -> "\0";
            default -> "\\";
        };
    }
}
