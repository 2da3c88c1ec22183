/**
 * Load for a benchmark. For latency an open loop: requests leave by the clock, whether earlier ones are answered or not, and count from when
 * they should have left. For cost a closed one, as fast as the server lets it. In: an address, a rate or a number of connections. Out: tallies.
 * Threads: one a generator. Must not know what it is aimed at.
 */
@NullMarked
package dev.firstlight.loadtest.bench.load;

import org.jspecify.annotations.NullMarked;
