/**
 * What we rely on from Kafka, as one suite of tests against a real broker: Testcontainers' where a Docker engine answers, else the one
 * that {@code deploy/firstlight up} runs. It is never skipped.
 */
@NullMarked
package dev.firstlight.loadtest.broker;

import org.jspecify.annotations.NullMarked;
