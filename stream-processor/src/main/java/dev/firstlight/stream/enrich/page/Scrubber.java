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

    /** A custom property, whose name may be a secret's and whose value may be a URL. The same object where there was nothing to hide. */
    String property(String name, String value) {
        return secrets.contains(name, 0, name.length()) ? MARK : url(value);
    }

    /** The same object where there was nothing to hide. Addresses go first: what one leaves behind may join the words of a name. */
    String url(String text) {
        Url url = Url.of(text);
        String scrubbed = text;
        if (url.hasUserInfo()) {
            scrubbed = text.substring(0, url.authorityStart()) + text.substring(url.hostStart());
        }
        String withoutAddresses = EmailAddresses.scrub(scrubbed);
        return parameters(withoutAddresses.equals(text) ? url : Url.of(withoutAddresses)); // same text, same places
    }

    private String parameters(Url url) {
        String text = url.text();
        boolean hasNone = text.indexOf('=', url.pathStart()) < 0 && text.indexOf('%', url.pathStart()) < 0;
        return hasNone ? text : new ParameterScan(url, secrets).run();
    }
}
