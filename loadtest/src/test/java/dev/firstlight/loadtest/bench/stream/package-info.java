/**
 * {@code loadtest/bench processor}: what an event costs in the stream processor, where that goes, what a large state costs, how soon an event is out. In: an
 * extent. Out: figures. Threads: one that measures, and Kafka's. Uses the figures, tables and processes of {@code bench}, which does not know it.
 */
@NullMarked
package dev.firstlight.loadtest.bench.stream;

import org.jspecify.annotations.NullMarked;
