/**
 * Does the tracker's event arrive? A real broker, the collector as it starts, what its log holds, and a door for the program that drives a real
 * browser over the delivery matrix ({@code js/bench/delivery.mjs}). What is done and demanded stands in {@code loadtest/bench-tracker.md}.
 */
@NullMarked
package dev.firstlight.loadtest.tracker;

import org.jspecify.annotations.NullMarked;
