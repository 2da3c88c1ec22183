/**
 * A local endpoint that speaks Amazon Data Firehose's own protocol, so that the sink runs on one machine with the client it uses
 * in the cloud.
 *
 * <p>In: signed JSON 1.1 calls over HTTP on loopback. Out: gzip objects under {@code objects/}, one call of a listener for each.
 * Threads: a small pool answers calls, one thread writes objects. It knows no warehouse and no sink.
 */
@NullMarked
package dev.firstlight.standalone.firehose;

import org.jspecify.annotations.NullMarked;
