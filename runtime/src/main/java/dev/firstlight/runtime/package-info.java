/**
 * What every service runs on: settings read once, parts that stop in reverse, meters, readiness, the admin endpoint.
 *
 * <p>In: a configuration file and a signal. Out: metrics, health, one log line per distinct error per minute. Threads: the
 * caller's, and one for the admin endpoint. It knows no Netty, Kafka or AWS, and no service.
 */
@NullMarked
package dev.firstlight.runtime;

import org.jspecify.annotations.NullMarked;
