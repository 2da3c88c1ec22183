package dev.firstlight.loadtest.gatling;

import java.util.List;

/**
 * One visitor's hits, sent one after another over one connection.
 *
 * @param cookie what the site has put into this browser, its own and its analytics'
 */
record Visit(Browser browser, String cookie, List<Hit> hits) {}
