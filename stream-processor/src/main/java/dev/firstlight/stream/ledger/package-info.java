/**
 * Beside the stages: counts what happened per pixel and minute of receipt, exactly, and publishes the counts that changed.
 *
 * <p>In: tallies of the stages. Out: entries of {@code firstlight.ledger}. Threads: the task's. It must not know what is counted, nor
 * any stage.
 */
@NullMarked
package dev.firstlight.stream.ledger;

import org.jspecify.annotations.NullMarked;
