/**
 * What an address says: country, region, city, network, whether it is the operator's own; and the hash that stays of it.
 *
 * <p>In: 16 bytes that are wiped after the event; nothing here makes another object or a text of them. Threads: any; files are read again on
 * the thread of {@code FileWatch}.
 */
@NullMarked
package dev.firstlight.stream.enrich.place;

import org.jspecify.annotations.NullMarked;
