package dev.firstlight.stream.decode;

import dev.firstlight.schema.WireField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A custom property whose name is one slip away from a field's: {@code campain_id}, {@code order-id}, {@code Coupon}. It stays a property;
 * the warning tells the site's people why their column is empty.
 *
 * <p>Only long names of at least {@value #LETTERS_MIN} letters: shorter ones have too many honest neighbours. Pure; any thread.
 */
final class NearMiss {

    private static final int LETTERS_MIN = 5;

    /** By length: one edit changes it by one at most, so three of them are looked through. */
    private static final String[][] KNOWN = known();

    private NearMiss() {}

    /** The known name that {@code property} almost is, or none; a name that is exactly known was meant as a property. */
    static @Nullable String of(String property) {
        if (property.length() < LETTERS_MIN - 1 || WireField.ofQueryKey(property) != null) {
            return null;
        }
        String name = property.toLowerCase(Locale.ROOT);
        for (int length = name.length() - 1; length <= Math.min(name.length() + 1, KNOWN.length - 1); length++) {
            for (String known : KNOWN[length]) {
                if (isWithinOneEdit(name, known)) {
                    return known;
                }
            }
        }
        return null;
    }

    /** Equal, or one character inserted, left out or changed, or two neighbours swapped. */
    static boolean isWithinOneEdit(String a, String b) {
        String shorter = a.length() <= b.length() ? a : b;
        String longer = a.length() <= b.length() ? b : a;
        if (longer.length() - shorter.length() > 1) {
            return false;
        }
        int at = 0;
        while (at < shorter.length() && shorter.charAt(at) == longer.charAt(at)) {
            at++;
        }
        if (shorter.length() < longer.length()) {
            return shorter.regionMatches(at, longer, at + 1, shorter.length() - at);
        }
        boolean isChanged =
                at == shorter.length() || shorter.regionMatches(at + 1, longer, at + 1, shorter.length() - at - 1);
        return isChanged || isSwapped(shorter, longer, at);
    }

    private static boolean isSwapped(String a, String b, int at) {
        return at + 1 < a.length()
                && a.charAt(at) == b.charAt(at + 1)
                && a.charAt(at + 1) == b.charAt(at)
                && a.regionMatches(at + 2, b, at + 2, a.length() - at - 2);
    }

    private static String[][] known() {
        List<String> names = new ArrayList<>();
        for (WireField field : WireField.values()) {
            names.add(field.longName());
            names.addAll(field.aliases());
        }
        names.removeIf(name -> name.length() < LETTERS_MIN);
        int longest = names.stream().mapToInt(String::length).max().orElseThrow();
        return IntStream.rangeClosed(0, longest)
                .mapToObj(length ->
                        names.stream().filter(name -> name.length() == length).toArray(String[]::new))
                .toArray(String[][]::new);
    }
}
