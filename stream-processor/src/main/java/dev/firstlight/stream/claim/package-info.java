/**
 * Second stage: the first sighting of an identity takes it, later ones are counted as repeats and end here.
 *
 * <p>In: candidates of {@code decode}. Out: the unique ones for {@code enrich}, tallies, and rejects for orders that come again under another
 * event id. Threads: the task's. It must not know what an event says beyond its identity, nor any clock but the log's.
 *
 * <p>What an identity costs, at the default windows. An event id takes 18 bytes on disk (twice that while runs are merged), 1.5 in memory, and 16
 * and a share of a record in the changelog; see {@link dev.firstlight.stream.ids}. Known for 49 to 98 h: at 1,000 new ids a second
 * a partition holds 176 to 353 million, 3.2 to 6.4 GB, and half of that on average between. An order is a key of 24 bytes and its first event
 * id in RocksDB, about 75 bytes; 10,000 a day for 400 to 800 days are 4 to 8 million, 0.3 to 0.6 GB over all partitions. Orders are
 * deleted by key, in steps of at most twice what came in: a range deletion would leave the changelog, and so the next restore, with
 * all that was ever seen.
 */
@NullMarked
package dev.firstlight.stream.claim;

import org.jspecify.annotations.NullMarked;
