/**
 * First stage: records of the raw log → events by the wire table, or rejects.
 *
 * <p>In: bytes that may be anything. Out: candidates for {@code claim}, rejects, tallies. Threads: the task's. It must not know what a
 * first sighting is, nor open an address; a refusal happens here and nowhere later, so that it never takes an identity.
 */
@NullMarked
package dev.firstlight.stream.decode;

import org.jspecify.annotations.NullMarked;
