package dev.firstlight.collector.edge;

import java.nio.charset.StandardCharsets;

/** The parts of a request target in origin-form ({@code /12345/pixel.png?e=click}) or absolute-form ({@code http://host/…}). */
final class Target {

    private Target() {}

    static String path(String uri) {
        int from = pathStart(uri);
        int question = uri.indexOf('?', from);
        return question < 0 ? uri.substring(from) : uri.substring(from, question);
    }

    /** The bytes behind the question mark, as they came. */
    static byte[] query(String uri) {
        int question = uri.indexOf('?');
        return question < 0 ? Images.NONE : uri.substring(question + 1).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int pathStart(String uri) {
        if (uri.startsWith("/")) {
            return 0;
        }
        int authority = uri.indexOf("://");
        int slash = authority < 0 ? -1 : uri.indexOf('/', authority + 3);
        return slash < 0 ? uri.length() : slash;
    }
}
