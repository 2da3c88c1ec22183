/**
 * Load for a benchmark: requests leave by the clock, whether earlier ones are answered or not, and their latency counts from when they
 * should have left. In: an address and a rate. Out: tallies. Threads: one a generator. Must not know what it is aimed at.
 */
@NullMarked
package dev.firstlight.loadtest.bench.load;

import org.jspecify.annotations.NullMarked;
