/**
 * The event ids that one partition has seen, on disk and in memory, made for what they are: 128 bits of chance each, written once, looked for
 * once or twice, nearly never found, and forgotten a generation at a time.
 *
 * <p>A new id goes into a table in memory; a full table is sorted and written as a <em>run</em>, a file that never changes, and four runs of a
 * level become one of the next, a part of the work with each table that is written, so that no event waits for a long one. A run has a filter
 * in memory, which answers nearly every look-up, and 18 bytes an id on disk, each bucket of some 128 ids with a checksum. The changelog
 * has one record for all ids that a partition claimed between two commits.
 *
 * <p>Why not RocksDB, as the other stores (measured 2026-11-22 by {@code loadtest/bench processor}): it took 9 of 40 µs an event, 28 bytes
 * an id, a changelog record for each, and restored 50 million ids at 116,000 a second.
 *
 * <p>What it costs beyond that: twice the disk while runs are merged; at the end of a large merge the reading of its filter and the deletion of
 * its sources, some tenths of a second for a hundred million ids of one partition; at an orderly stop the forcing of what the disk does not
 * have yet. A stop that is cut off costs a restore.
 *
 * <p>Threads: one at a time, the task's or the one that restores it. Bounds: a table is 1 MiB; filters share one {@link
 * dev.firstlight.stream.ids.FilterMemory}, and a run whose filter does not fit is read instead. Failure: what is not as it was
 * written is a {@link dev.firstlight.stream.ids.DamagedIdsException}, never an answer. Nothing here survives a kill, by design: what
 * was not closed is deleted and restored from the changelog, since it may hold ids whose transaction was aborted. One gap is Kafka Streams' own and RocksDB's as well: it also tells the stores to
 * commit when a stop has failed to, and deletes them right after; a kill between these two leaves ids of an aborted transaction behind.
 */
@NullMarked
package dev.firstlight.stream.ids;

import org.jspecify.annotations.NullMarked;
