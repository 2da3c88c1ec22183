/**
 * Third stage: unique events are told what their headers, address and fields mean, and leave for {@code firstlight.events}.
 *
 * <p>In: first sightings of {@code claim}. Out: encoded events. Threads: the task's; enrichments are shared by all tasks. The client's
 * address is in the clear here, in memory, for the duration of one event, and nowhere else. The packages below hold the enrichments by what
 * they look at; they do not know each other.
 */
@NullMarked
package dev.firstlight.stream.enrich;

import org.jspecify.annotations.NullMarked;
