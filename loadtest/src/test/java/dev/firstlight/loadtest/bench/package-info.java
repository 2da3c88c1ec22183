/**
 * Committed benchmarks: {@code loadtest/bench NAME} measures, prints figures beside what they must be, and fails when one misses. In: which
 * benchmark, how long. Out: a table, one JSON line a figure, an exit code. Sees {@code load} and {@code process}, which do not see it, nor each other.
 */
@NullMarked
package dev.firstlight.loadtest.bench;

import org.jspecify.annotations.NullMarked;
