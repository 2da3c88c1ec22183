/**
 * The processes that {@code loadtest/bench sink} measures, each with the main class that runs in it. In: lines. Out: lines. Threads: one that measures. Must
 * not know which figure is made of it.
 */
@NullMarked
package dev.firstlight.loadtest.bench.sink.process;

import org.jspecify.annotations.NullMarked;
