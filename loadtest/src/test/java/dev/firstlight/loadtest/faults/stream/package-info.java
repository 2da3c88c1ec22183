/**
 * Does the processor hold? A broker and processors as processes of their own; a feed that writes packs of every kind into the raw log; lives
 * that are killed at any moment, whose state is deleted or damaged, that join and leave, whose broker stands still; and an oracle that
 * computes from the raw log alone what must have come out. What is done and demanded stands in {@code loadtest/faults.md}.
 */
@NullMarked
package dev.firstlight.loadtest.faults.stream;

import org.jspecify.annotations.NullMarked;
