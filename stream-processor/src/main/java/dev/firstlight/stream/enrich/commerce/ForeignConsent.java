package dev.firstlight.stream.enrich.commerce;

import java.util.ArrayList;
import java.util.Collection;
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
 * <p>Pure; any thread.
 */
final class ForeignConsent {

    private static final int GOOGLE_LENGTH = 4;

    /** Version, two times, CMP id, CMP version, screen, language, list version, policy version, two flags, special features. */
    private static final int TCF_PURPOSES_AT = 6 + 36 + 36 + 12 + 12 + 6 + 12 + 12 + 6 + 1 + 1 + 12;

    private static final int TCF_PURPOSES = 24;
    private static final int BITS_PER_CHARACTER = 6;
    private static final int TCF_LENGTH_MIN =
            (TCF_PURPOSES_AT + TCF_PURPOSES + BITS_PER_CHARACTER - 1) / BITS_PER_CHARACTER;
    private static final int TCF_VERSION = 2;
    private static final String BASE64_URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private ForeignConsent() {}

    /** What is consented to, in order; or none where the text is neither form. */
    static @Nullable Collection<String> purposes(String text) {
        if (isGoogle(text)) {
            return google(text);
        }
        return isTcf(text) ? tcf(text) : null;
    }

    /** Of a text that is one of the forms. */
    static String state(String text, Collection<String> purposes) {
        if (!purposes.isEmpty()) {
            return ConsentEnrichment.GRANTED;
        }
        boolean isUnset = isGoogle(text) && text.endsWith("--");
        return isUnset ? ConsentEnrichment.UNKNOWN : ConsentEnrichment.DENIED;
    }

    private static boolean isGoogle(String text) {
        return text.length() == GOOGLE_LENGTH
                && text.startsWith("G1")
                && "01-".indexOf(text.charAt(2)) >= 0
                && "01-".indexOf(text.charAt(3)) >= 0;
    }

    private static Collection<String> google(String text) {
        List<String> purposes = new ArrayList<>();
        if (text.charAt(2) == '1') {
            purposes.add("ad_storage");
        }
        if (text.charAt(3) == '1') {
            purposes.add("analytics_storage");
        }
        return purposes;
    }

    private static boolean isTcf(String text) {
        if (text.length() < TCF_LENGTH_MIN || BASE64_URL.indexOf(text.charAt(0)) != TCF_VERSION) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            boolean isSegmentEnd = i >= TCF_LENGTH_MIN && text.charAt(i) == '.';
            if (!isSegmentEnd && BASE64_URL.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static Collection<String> tcf(String text) {
        List<String> purposes = new ArrayList<>();
        for (int purpose = 1; purpose <= TCF_PURPOSES; purpose++) {
            int bit = TCF_PURPOSES_AT + purpose - 1;
            int bits = BASE64_URL.indexOf(text.charAt(bit / BITS_PER_CHARACTER));
            boolean isGiven = (bits >> BITS_PER_CHARACTER - 1 - bit % BITS_PER_CHARACTER & 1) == 1;
            if (isGiven) {
                purposes.add(purpose < 10 ? "tcf_0" + purpose : "tcf_" + purpose); // so that they sort as text
            }
        }
        return purposes;
    }
}
