package dev.firstlight.collector.edge;

/**
 * Which pages may read an answer (Fetch standard, CORS protocol): the headers that say so. Made of configured text only, never of what a
 * client sent.
 *
 * @param headers whole lines
 */
record Cors(String headers) {

    /** Pages of any origin, without cookies: nothing here is readable that the page did not send. */
    static final Cors ANY = new Cors("Access-Control-Allow-Origin: *\r\n");

    /** No page: at a pixel with a list of origins, a request that names none of them. */
    static final Cors NONE = new Cors("Vary: Origin\r\n");

    /** Pages of one listed origin, with cookies. */
    static Cors listed(String origin) {
        return new Cors("Access-Control-Allow-Origin: " + origin
                + "\r\nAccess-Control-Allow-Credentials: true\r\nVary: Origin\r\n");
    }
}
