/**
 * Load as a shop makes it, for a collector that runs elsewhere: visits come in by the clock, whether earlier ones are answered or not,
 * and each is a browser that sends its hits over one connection. {@code loadtest/gatling} starts it; {@code mvn verify} only checks that
 * the hits say what they mean.
 */
@NullMarked
package dev.firstlight.loadtest.gatling;

import org.jspecify.annotations.NullMarked;
