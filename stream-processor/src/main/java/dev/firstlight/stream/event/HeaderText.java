package dev.firstlight.stream.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Header bytes as text: UTF-8, as browsers send today, else ISO-8859-1, as the standard once had it (RFC 9110, 5.5). */
public final class HeaderText {

    private HeaderText() {}

    /** The text, or none when there is none worth keeping; a NUL has no place in a header or a warehouse. */
    public static @Nullable String of(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return null;
        }
        String text = decode(bytes).strip();
        return text.isEmpty() || text.indexOf('\0') >= 0 ? null : text;
    }

    /** The first language of an Accept-Language header, or none. */
    public static @Nullable String firstLanguage(@Nullable ByteBuffer bytes) {
        String text = of(bytes);
        if (text == null) {
            return null;
        }
        int end = 0;
        while (end < text.length() && ",; ".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String first = text.substring(0, end);
        return first.isEmpty() || first.equals("*") ? null : first;
    }

    private static String decode(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        }
    }
}
