package dev.firstlight.stream.enrich.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.re2j.PatternSyntaxException;
import dev.firstlight.stream.event.HeaderText;
import dev.firstlight.stream.event.RequestHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of crawlers in the format of {@code crawler-user-agents}: a JSON array of objects, of which {@code pattern} is read. A user agent
 * that any pattern is found in is a crawler's.
 *
 * <p>Answers are kept by the headers' bytes, and with this object they are forgotten, so that a new list starts afresh. Threads: any.
 * Bounds: {@value #PATTERNS_MAX} patterns of {@value #PATTERN_CHARS_MAX} characters, {@link RequestHeaders} of a user agent, the cache.
 */
public final class BotList {

    /** Where the bundled list stands on the class path. */
    public static final String BUNDLED = "dev/firstlight/bots/crawler-user-agents.json";

    /** The public list has 1,500 in 2026. */
    static final int PATTERNS_MAX = 20_000;

    private static final int PATTERN_CHARS_MAX = 256;
    private static final JsonFactory JSON = new JsonFactory();

    /** No crawlers. */
    public static final BotList NONE = new BotList(BotPatterns.of(List.of()), 0);

    private final BotPatterns patterns;
    private final Cache<RequestHeaders, Boolean> answers;

    private BotList(BotPatterns patterns, int cacheEntries) {
        this.patterns = patterns;
        answers = Caffeine.newBuilder().maximumSize(cacheEntries).build();
    }

    /**
     * Reads a list.
     *
     * @param cacheEntries distinct headers whose answer is remembered
     * @throws IOException when it is none, or too long, or a pattern in it none
     */
    public static BotList read(InputStream in, int cacheEntries) throws IOException {
        List<String> patterns = patterns(in);
        if (patterns.isEmpty()) {
            throw new IOException("no object in it has a pattern");
        }
        try {
            return new BotList(BotPatterns.of(patterns), cacheEntries);
        } catch (PatternSyntaxException e) {
            throw new IOException("'" + e.getPattern() + "' is no pattern: " + e.getDescription(), e);
        }
    }

    /** How many patterns. */
    public int size() {
        return patterns.size();
    }

    /** Whether the user agent is a crawler's. */
    boolean holds(RequestHeaders headers) {
        Boolean known = answers.getIfPresent(headers);
        return known == null ? look(headers) : known;
    }

    private boolean look(RequestHeaders headers) {
        String text = HeaderText.of(headers.userAgent());
        boolean isFound = text != null && patterns.isFoundIn(text);
        answers.put(headers.copy(), isFound);
        return isFound;
    }

    private static List<String> patterns(InputStream in) throws IOException {
        List<String> patterns = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("a JSON array was expected");
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                readEntry(parser, patterns);
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw new IOException("an array of objects was expected");
            }
        }
        return patterns;
    }

    private static void readEntry(JsonParser parser, List<String> patterns) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isPattern = parser.currentName().equals("pattern");
            JsonToken value = parser.nextToken();
            if (isPattern && value == JsonToken.VALUE_STRING) {
                String pattern = parser.getText();
                if (pattern.isEmpty() || pattern.length() > PATTERN_CHARS_MAX || patterns.size() == PATTERNS_MAX) {
                    throw new IOException("more than " + PATTERNS_MAX
                            + " patterns, or one that is empty or longer than " + PATTERN_CHARS_MAX + " characters");
                }
                patterns.add(pattern);
            } else {
                parser.skipChildren();
            }
        }
    }
}
