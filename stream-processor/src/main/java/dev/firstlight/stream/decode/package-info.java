/**
 * First stage: records of the raw log → events by the wire table, or rejects.
 *
 * <p>In: bytes that may be anything. Out: candidates for {@code claim}, rejects, tallies. Threads: the task's. It must not know what a
 * first sighting is, nor open an address; a refusal happens here and nowhere later, so that it never takes an identity. What it keeps:
 * which of each collector's packs were here ({@link dev.firstlight.stream.decode.LoopSequences}), and packs whose writer's schema is not
 * known yet.
 *
 * <p>What a client sends is text, alike in a query and in JSON. Bytes that are not UTF-8 become U+FFFD and are named ({@code not_utf8:});
 * what is too long is cut between characters ({@code truncated:}), texts only once {@code enrich} has hidden what nobody must keep; a value that is none is absent ({@code malformed:}, {@code unknown:}); an
 * amount with more digits than fit is rounded half to even ({@code rounded:}), one with more than its currency has is kept ({@code
 * minor_units:}). Only an event with no meaning left is refused. The table {@code odd-inputs.txt} among the tests has each case.
 */
@NullMarked
package dev.firstlight.stream.decode;

import org.jspecify.annotations.NullMarked;
