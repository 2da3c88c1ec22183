/**
 * What the processor is fed in a benchmark: a made-up site's traffic as the collector would have written it. In: a seed, a list of user agents. Out: packs and
 * claims in Kafka. Threads: the benchmark's. Must not know what is measured with it.
 */
@NullMarked
package dev.firstlight.loadtest.bench.stream.corpus;

import org.jspecify.annotations.NullMarked;
