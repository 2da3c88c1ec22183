/**
 * Enrichments that read what the page said: its address, the referrer, campaign parameters, language, time zone, screen.
 *
 * <p>In: an event's own fields. Out: its columns, and addresses without secrets. Threads: any; nothing here keeps state or waits. Knows
 * nothing of who sent the event: no network address, no headers.
 */
@NullMarked
package dev.firstlight.stream.enrich.page;

import org.jspecify.annotations.NullMarked;
