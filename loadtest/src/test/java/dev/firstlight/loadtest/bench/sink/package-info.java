/**
 * {@code loadtest/bench sink}: what the last mile costs, in bytes, processor time and memory, how fast the local warehouse takes rows, and how soon a pixel
 * is one. In: an extent. Out: figures. Threads: one that measures, and those of its helpers. Uses the figures and processes of {@code bench}, which does not
 * know it.
 */
@NullMarked
package dev.firstlight.loadtest.bench.sink;

import org.jspecify.annotations.NullMarked;
