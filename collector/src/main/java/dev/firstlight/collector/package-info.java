/**
 * Request to event to log: the edge that answers only what is durable.
 *
 * <p>In: HTTP requests of browsers and servers. Out: packs in {@code firstlight.raw}. The packages read in flow order: {@code edge}
 * (Netty, one thread a connection) → {@code event} (pure decisions) → {@code log} (packs, one sender thread). What is here wires
 * them; nothing in them looks up.
 */
@NullMarked
package dev.firstlight.collector;

import org.jspecify.annotations.NullMarked;
