package dev.firstlight.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consent as others write it.
 *
 * <ul>
 *   <li>Google's consent mode, parameter {@code gcs}: {@code G1}, then {@code 1}, {@code 0} or {@code -} for advertising and for analytics storage
 *   <li>IAB Europe's Transparency and Consent Framework, version 2: bits in base64url, of which the purposes consented to are read (core string,
 *       field PurposesConsent). They stand before all that has no fixed length, so a string that was cut still says them
 * </ul>
 *
 * <p>Pure; any thread. Only {@link #purposes} makes objects: the edge asks for the state of every hit.
 */
public final class ForeignConsent {

    private static final int GOOGLE_LENGTH = 4;

    /** Version, two times, CMP id, CMP version, screen, language, list version, policy version, two flags, special features. */
    private static final int TCF_PURPOSES_AT = 6 + 36 + 36 + 12 + 12 + 6 + 12 + 12 + 6 + 1 + 1 + 12;

    private static final int TCF_PURPOSES = 24;
    private static final int BITS_PER_CHARACTER = 6;
    private static final int TCF_LENGTH_MIN =
            (TCF_PURPOSES_AT + TCF_PURPOSES + BITS_PER_CHARACTER - 1) / BITS_PER_CHARACTER;
    private static final int TCF_VERSION = 2;

    /** What each character of base64url says, -1 for others (RFC 4648, section 5). */
    private static final byte[] BASE64_URL = base64Url();

    private ForeignConsent() {}

    /** What is consented to, in order; or none where the text is neither form. */
    public static @Nullable List<String> purposes(CharSequence text) {
        if (isGoogle(text)) {
            return google(text);
        }
        return isTcf(text) ? tcf(text) : null;
    }

    /** What the text says, or none where it is neither form. */
    static @Nullable ConsentState state(CharSequence text) {
        if (isGoogle(text)) {
            char ads = text.charAt(2);
            char analytics = text.charAt(3);
            boolean isUnset = ads == '-' && analytics == '-';
            return ads == '1' || analytics == '1'
                    ? ConsentState.GRANTED
                    : isUnset ? ConsentState.UNKNOWN : ConsentState.DENIED;
        }
        if (!isTcf(text)) {
            return null;
        }
        for (int purpose = 1; purpose <= TCF_PURPOSES; purpose++) {
            if (isGiven(text, purpose)) {
                return ConsentState.GRANTED;
            }
        }
        return ConsentState.DENIED;
    }

    private static boolean isGoogle(CharSequence text) {
        return text.length() == GOOGLE_LENGTH
                && text.charAt(0) == 'G'
                && text.charAt(1) == '1'
                && isGoogleChoice(text.charAt(2))
                && isGoogleChoice(text.charAt(3));
    }

    private static boolean isGoogleChoice(char c) {
        return c == '0' || c == '1' || c == '-';
    }

    private static List<String> google(CharSequence text) {
        List<String> purposes = new ArrayList<>();
        if (text.charAt(2) == '1') {
            purposes.add("ad_storage");
        }
        if (text.charAt(3) == '1') {
            purposes.add("analytics_storage");
        }
        return purposes;
    }

    private static boolean isTcf(CharSequence text) {
        if (text.length() < TCF_LENGTH_MIN || bits(text.charAt(0)) != TCF_VERSION) {
            return false;
        }
        int end = Math.min(text.length(), WireField.CONSENT.bytesMax()); // what is beyond is cut, and cannot matter
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean isSegmentEnd = i >= TCF_LENGTH_MIN && c == '.';
            if (!isSegmentEnd && bits(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static List<String> tcf(CharSequence text) {
        List<String> purposes = new ArrayList<>();
        for (int purpose = 1; purpose <= TCF_PURPOSES; purpose++) {
            if (isGiven(text, purpose)) {
                purposes.add(purpose < 10 ? "tcf_0" + purpose : "tcf_" + purpose); // so that they sort as text
            }
        }
        return purposes;
    }

    private static boolean isGiven(CharSequence text, int purpose) {
        int bit = TCF_PURPOSES_AT + purpose - 1;
        int bits = bits(text.charAt(bit / BITS_PER_CHARACTER));
        return (bits >> BITS_PER_CHARACTER - 1 - bit % BITS_PER_CHARACTER & 1) == 1;
    }

    private static int bits(char c) {
        return c < BASE64_URL.length ? BASE64_URL[c] : -1;
    }

    private static byte[] base64Url() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        byte[] bits = new byte[0x80];
        Arrays.fill(bits, (byte) -1);
        for (int i = 0; i < alphabet.length(); i++) {
            bits[alphabet.charAt(i)] = (byte) i;
        }
        return bits;
    }
}
