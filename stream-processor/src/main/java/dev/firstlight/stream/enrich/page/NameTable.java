package dev.firstlight.stream.enrich.page;

import java.util.List;
import java.util.Locale;

/**
 * Finds a short name in a region of a text, upper or lower case alike, without making an object of it. The answer is the name's number in
 * the list that the table was made of.
 *
 * <p>Bounds: the table is at most a quarter full, and is the operator's, so that no client can make a long chain. Immutable; any thread.
 */
final class NameTable {

    private static final int SLOTS_PER_NAME = 4;

    private final String[] names;
    private final int[] numbers;
    private int lengthMax;

    /** Of two that are the same, the first counts. */
    NameTable(List<String> list) {
        int slots = Integer.highestOneBit(Math.max(1, list.size())) * 2 * SLOTS_PER_NAME;
        names = new String[slots];
        numbers = new int[slots];
        for (int number = 0; number < list.size(); number++) {
            add(list.get(number).toLowerCase(Locale.ROOT), number);
        }
    }

    /** Its number, or -1. */
    int find(String text, int from, int to) {
        int length = to - from;
        if (length == 0 || length > lengthMax) {
            return -1;
        }
        for (int slot = slot(text, from, to); names[slot] != null; slot = slot + 1 & names.length - 1) {
            String name = names[slot];
            if (name.length() == length && text.regionMatches(true, from, name, 0, length)) {
                return numbers[slot];
            }
        }
        return -1;
    }

    int find(String text) {
        return find(text, 0, text.length());
    }

    private void add(String name, int number) {
        if (find(name) >= 0) {
            return;
        }
        int slot = slot(name, 0, name.length());
        while (names[slot] != null) {
            slot = slot + 1 & names.length - 1;
        }
        names[slot] = name;
        numbers[slot] = number;
        lengthMax = Math.max(lengthMax, name.length());
    }

    private int slot(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            hash = 31 * hash + (c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        }
        return (hash ^ hash >>> 16) & names.length - 1;
    }
}
