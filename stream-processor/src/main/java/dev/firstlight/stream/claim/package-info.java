/**
 * Second stage: the first sighting of an identity takes it, later ones are counted as repeats and end here.
 *
 * <p>In: candidates of {@code decode}. Out: the unique ones for {@code enrich}, tallies. Threads: the task's. It must not know what an event
 * says beyond its identity, nor any clock but the log's.
 */
@NullMarked
package dev.firstlight.stream.claim;

import org.jspecify.annotations.NullMarked;
