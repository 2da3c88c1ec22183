/**
 * Sends rejects again as raw events, for {@code replay rejects}.
 *
 * <p>In: records of {@code firstlight.rejects}. Out: packs in {@code firstlight.raw}. Threads: the command's. It knows Kafka's clients and what
 * the modules agree on, no service and no command.
 */
@NullMarked
package dev.firstlight.standalone.replay;

import org.jspecify.annotations.NullMarked;
