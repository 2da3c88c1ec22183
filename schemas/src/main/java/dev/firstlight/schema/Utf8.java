package dev.firstlight.schema;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** UTF-8 lengths and cuts; widths of the wire table and of warehouse columns are bytes. */
public final class Utf8 {

    /** What decoders put in place of bytes that are no UTF-8. */
    static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** Length in UTF-8 bytes; a lone surrogate counts as the one byte ({@code ?}) that the JDK writes for it. */
    public static int length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += Character.isSurrogate(c) ? 1 : 3;
            }
        }
        return bytes;
    }

    /** The longest beginning of {@code text} that fits, cut between characters. */
    public static String cut(String text, int bytesMax) {
        if (text.length() * 3L <= bytesMax || length(text) <= bytesMax) {
            return text;
        }
        int bytes = 0;
        int i = 0;
        while (i < text.length()) {
            int next = text.offsetByCodePoints(i, 1);
            int more = length(text.substring(i, next));
            if (bytes + more > bytesMax) {
                break;
            }
            bytes += more;
            i = next;
        }
        return text.substring(0, i);
    }

    /** The text with each lone half of a surrogate pair, which JSON can escape and UTF-8 cannot say, replaced by U+FFFD. */
    public static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints()
                        .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                                ? REPLACEMENT
                                : point)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    /** Whether bytes are UTF-8 to the letter and without a NUL, which no text of ours has. */
    static boolean isText(byte[] bytes, int offset, int length) {
        boolean isAscii = true;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == 0) {
                return false;
            }
            isAscii &= bytes[i] > 0;
        }
        return isAscii || strict(bytes, offset, length) != null;
    }

    /** The text of well-formed bytes, or none. */
    static @Nullable String strict(byte[] bytes, int offset, int length) {
        try {
            CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
            return chars.toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
