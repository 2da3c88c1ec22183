/**
 * What the sink is fed in a benchmark: events of the made-up shop as the processor writes them, and what takes its place as Firehose. In: a seed, a list of
 * user agents. Out: records of {@code firstlight.events}; counts. Threads: the benchmark's. Must not know what is measured with it.
 */
@NullMarked
package dev.firstlight.loadtest.bench.sink.corpus;

import org.jspecify.annotations.NullMarked;
