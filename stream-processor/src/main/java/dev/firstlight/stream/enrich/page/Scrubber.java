package dev.firstlight.stream.enrich.page;

/**
 * Texts without e-mail addresses, and URLs without user names and the values of secret parameters as well: in query, fragment and path
 * ({@code ;jsessionid=…}), and in a URL that a parameter carries, however often escaped. The names stay, so that a reader sees what was there.
 *
 * <p>Scrubbing twice is scrubbing once, also after a cut. Pure, linear; any thread.
 */
final class Scrubber {

    /** Stands for what was there; may stand in any part of a URL as it is (RFC 3986, sub-delims). */
    static final String MARK = "***";

    private final SecretNames secrets;

    Scrubber(SecretNames secrets) {
        this.secrets = secrets;
    }

    /** The same object where there was nothing to hide. */
    String text(String text) {
        return EmailAddresses.scrub(text);
    }

    /** The value of a custom property, which may be a URL or JSON, and a secret by its name. The same object where there was nothing to hide. */
    String property(String name, String value) {
        String scrubbedName = url(name); // an address that goes may join the words of a name
        boolean isSecret = isSecret(name, 0, name.length())
                || !scrubbedName.equals(name) && isSecret(scrubbedName, 0, scrubbedName.length());
        if (isSecret) {
            return MARK;
        }
        return JsonScan.isBegun(value) ? json(value) : url(value);
    }

    /**
     * JSON, each of its texts as a URL or a text, and without what stands under secret names. What only begins like JSON is scrubbed as a whole
     * first. The same object where there was nothing to hide.
     */
    String json(String text) {
        String scrubbed = new JsonScan(text, this).run();
        if (scrubbed != null) {
            return scrubbed;
        }
        String whole = url(text);
        String again = new JsonScan(whole, this).run(); // so that scrubbing twice is scrubbing once
        return again == null ? whole : again;
    }

    /** The same object where there was nothing to hide. Addresses go first: what one leaves behind may join the words of a name. */
    String url(String text) {
        if (!mayHold(text)) {
            return text;
        }
        Url url = Url.of(text);
        String scrubbed = text;
        if (url.hasUserInfo()) {
            scrubbed = text.substring(0, url.authorityStart()) + text.substring(url.hostStart());
        }
        String withoutAddresses = EmailAddresses.scrub(scrubbed);
        return parameters(withoutAddresses.equals(text) ? url : Url.of(withoutAddresses)); // same text, same places
    }

    /** Whether the name that stands there is a secret's. */
    boolean isSecret(String text, int from, int to) {
        return secrets.contains(text, from, to);
    }

    /** Whether there can be anything to hide: whatever is hidden has an at sign, an equals sign or an escape. */
    static boolean mayHold(String text) {
        return text.indexOf('@') >= 0 || text.indexOf('=') >= 0 || text.indexOf('%') >= 0;
    }

    private String parameters(Url url) {
        String text = url.text();
        boolean hasNone = text.indexOf('=', url.pathStart()) < 0 && text.indexOf('%', url.pathStart()) < 0;
        return hasNone ? text : new ParameterScan(url, secrets).run();
    }
}
