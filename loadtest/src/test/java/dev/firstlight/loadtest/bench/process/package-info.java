/**
 * The processes that a benchmark measures, each a JVM of its own: the broker and the collector, pinned to a core where the machine lets us.
 * In: settings. Out: ports, metrics, memory, stalls. Every process ends with the benchmark, whichever way that ends. Must not know what load
 * they get, nor what is made of the numbers.
 */
@NullMarked
package dev.firstlight.loadtest.bench.process;

import org.jspecify.annotations.NullMarked;
