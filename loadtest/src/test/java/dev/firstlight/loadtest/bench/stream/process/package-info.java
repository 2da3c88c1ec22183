/**
 * The processes that the processor's benchmark measures: the processor, the loop that only polls and sends, and enrichments by themselves; on a core of their own where
 * the machine lets us. In: settings, commands. Out: counts, processor time, memory. Must not know what is made of the numbers.
 */
@NullMarked
package dev.firstlight.loadtest.bench.stream.process;

import org.jspecify.annotations.NullMarked;
