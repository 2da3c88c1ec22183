/**
 * The processes that a benchmark measures: the broker, the collector, the bare server below it, and nginx; on a core of their own where the
 * machine lets us. In: settings. Out: ports, metrics, processor time, memory, stalls. Every process ends with the benchmark, whichever way that ends. Must not know what load
 * they get, nor what is made of the numbers.
 */
@NullMarked
package dev.firstlight.loadtest.bench.process;

import org.jspecify.annotations.NullMarked;
