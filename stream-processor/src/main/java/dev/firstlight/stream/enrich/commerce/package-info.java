/**
 * Enrichments that read what was sold, shown or agreed to: items, value, variant, consent.
 *
 * <p>In: an event's own fields, and the operator's file of exchange rates. Out: its columns. Threads: any; the rate file has a daemon of its
 * own that reads it again. All arithmetic is decimal and exact. Knows nothing of who sent the event.
 */
@NullMarked
package dev.firstlight.stream.enrich.commerce;

import org.jspecify.annotations.NullMarked;
