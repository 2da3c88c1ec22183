package dev.firstlight.stream.enrich.agent;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether any of many patterns is found in a text. Nearly all are plain words: they stand in a table by their first three characters, which
 * each place of the text is looked up in. A real pattern is tried only when a piece of text that it cannot do without ({@link PatternPiece})
 * was found so, and once.
 *
 * <p>Patterns are matched by RE2/J, whose time is linear in the text, so that no text and no list can make it stand still. Immutable; any
 * thread.
 */
final class BotPatterns {

    /** Slots of the table; the public list of 1,500 leaves most of them empty, so that most places of a text cost one look. */
    private static final int SLOTS = 1 << 14;

    private static final int PREFIX = 3;
    private static final int MULTIPLIER = 31;

    /** Inside these a bar does not divide the whole pattern. */
    private static final String NESTING = "([\\";

    /**
     * A text to find.
     *
     * @param pattern what must be found then, or none where the text is all of it
     * @param number of the pattern, by which it is tried once
     */
    private record Word(String text, @Nullable Pattern pattern, int number) {}

    private final List<List<Word>> table = new ArrayList<>();

    /** Those without a piece of their own. */
    private final List<Pattern> others = new ArrayList<>();

    private final int size;
    private int numbers;

    private BotPatterns(int size) {
        this.size = size;
        for (int i = 0; i < SLOTS; i++) {
            table.add(List.of());
        }
    }

    /** @throws com.google.re2j.PatternSyntaxException for what RE2 does not know; backreferences and lookaround are such */
    static BotPatterns of(List<String> patterns) {
        BotPatterns made = new BotPatterns(patterns.size());
        for (String pattern : patterns) {
            boolean isDivisible = NESTING.chars().noneMatch(c -> pattern.indexOf(c) >= 0);
            for (String part : isDivisible ? pattern.split("\\|", -1) : new String[] {pattern}) {
                made.add(part);
            }
        }
        return made;
    }

    int size() {
        return size;
    }

    boolean isFoundIn(String text) {
        BitSet tried = new BitSet(numbers);
        for (int at = 0; at + PREFIX <= text.length(); at++) {
            for (Word word : table.get(slot(text, at))) {
                if (text.startsWith(word.text, at) && isFound(word, text, tried)) {
                    return true;
                }
            }
        }
        return others.stream().anyMatch(pattern -> pattern.matcher(text).find());
    }

    private static boolean isFound(Word word, String text, BitSet tried) {
        if (word.pattern == null) {
            return true;
        }
        boolean isNew = !tried.get(word.number);
        tried.set(word.number);
        return isNew && word.pattern.matcher(text).find();
    }

    private void add(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        PatternPiece piece = PatternPiece.of(pattern);
        if (piece == null) {
            others.add(compiled);
            return;
        }
        List<Word> words = new ArrayList<>(table.get(slot(piece.text(), 0)));
        words.add(new Word(piece.text(), piece.isWhole() ? null : compiled, numbers++));
        table.set(slot(piece.text(), 0), List.copyOf(words));
    }

    private static int slot(String text, int at) {
        int hash = (text.charAt(at) * MULTIPLIER + text.charAt(at + 1)) * MULTIPLIER + text.charAt(at + 2);
        return hash & SLOTS - 1;
    }
}
