package dev.firstlight.stream.enrich.page;

import java.util.Arrays;
import java.util.Collection;

/**
 * The names of parameters whose values nobody must keep, recognised inside longer names: {@code token} in {@code accessToken}, {@code
 * access_token}, {@code user[token]} and {@code X-Amz-Security-Token}, not in {@code tokens} or {@code tokenizer}.
 *
 * <p>A name is read as words, which end at whatever is neither letter nor digit, between letters and digits and at humps; it is secret when up
 * to {@link #WORDS_MAX} words in a row, put together, are a listed name without its separators. Listed names are known by a 64-bit hash alone:
 * who finds another text with the same hash has hidden a parameter of his own.
 *
 * <p>Allocates nothing; immutable; any thread.
 */
final class SecretNames {

    /** Words put together, as in {@code x_oly_enc_id}. */
    static final int WORDS_MAX = 3;

    /** FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923). */
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private final long[] hashes;

    SecretNames(Collection<String> names) {
        hashes = new long[Integer.highestOneBit(Math.max(1, names.size()) * 4)];
        names.forEach(name -> add(hashOf(name)));
    }

    /** Whether the name in that region of a text, as it stands there, percent-escapes included, is secret. */
    boolean contains(String text, int from, int to) {
        long oneWord = OFFSET_BASIS;
        long twoWords = 0; // 0 where there are not as many words yet
        long threeWords = 0;
        int previous = Letter.NONE;
        for (int at = from; at < to; ) {
            int c = text.charAt(at);
            if (c == '%') {
                int unit = Escapes.unit(text, at, to);
                c = Escapes.value(unit);
                at += Escapes.length(unit);
            } else {
                at++;
            }
            int kind = Letter.kind(c);
            if (previous != Letter.NONE && Letter.isBreak(previous, kind, text, at, to)) {
                if (isListed(oneWord, twoWords, threeWords)) {
                    return true;
                }
                threeWords = twoWords;
                twoWords = oneWord;
                oneWord = OFFSET_BASIS;
            }
            if (kind != Letter.NONE) {
                int lower = kind == Letter.UPPER ? c | 0x20 : c;
                oneWord = (oneWord ^ lower) * PRIME;
                twoWords = twoWords == 0 ? 0 : (twoWords ^ lower) * PRIME;
                threeWords = threeWords == 0 ? 0 : (threeWords ^ lower) * PRIME;
            }
            previous = kind;
        }
        return previous != Letter.NONE && isListed(oneWord, twoWords, threeWords);
    }

    private boolean isListed(long oneWord, long twoWords, long threeWords) {
        return has(oneWord) || twoWords != 0 && has(twoWords) || threeWords != 0 && has(threeWords);
    }

    private boolean has(long hash) {
        for (int slot = slot(hash); hashes[slot] != 0; slot = slot + 1 & hashes.length - 1) {
            if (hashes[slot] == hash) {
                return true;
            }
        }
        return false;
    }

    private void add(long hash) {
        if (!has(hash)) {
            int slot = slot(hash);
            while (hashes[slot] != 0) {
                slot = slot + 1 & hashes.length - 1;
            }
            hashes[slot] = hash;
        }
    }

    private int slot(long hash) {
        return (int) (hash ^ hash >>> 32) & hashes.length - 1;
    }

    private static long hashOf(String name) {
        long hash = OFFSET_BASIS;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            int kind = Letter.kind(c);
            hash = kind == Letter.NONE ? hash : (hash ^ (kind == Letter.UPPER ? c | 0x20 : c)) * PRIME;
        }
        return hash;
    }

    /** What a character is to a word. */
    private static final class Letter {

        static final int NONE = 0;
        static final int LOWER = 1;
        static final int UPPER = 2;
        static final int DIGIT = 3;

        private static final byte[] OF_ASCII = new byte[0x80];

        static {
            Arrays.fill(OF_ASCII, 'a', 'z' + 1, (byte) LOWER);
            Arrays.fill(OF_ASCII, 'A', 'Z' + 1, (byte) UPPER);
            Arrays.fill(OF_ASCII, '0', '9' + 1, (byte) DIGIT);
        }

        static int kind(int c) {
            return c < OF_ASCII.length ? OF_ASCII[c] : LOWER;
        }

        /** Whether a word ends before a character of that kind; the upper case of {@code IDToken} is read with what follows at {@code next}. */
        static boolean isBreak(int previous, int kind, String text, int next, int end) {
            if (previous == kind) {
                return kind == UPPER && next < end && kind(text.charAt(next)) == LOWER;
            }
            return !(previous == UPPER && kind == LOWER);
        }
    }
}
