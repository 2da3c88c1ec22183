/**
 * Keeps packs on this node's disk while Kafka does not take them. In: packs of {@code log}. Out: answers that they are fsynced, and later
 * the same packs again, oldest first, for whoever can send them. Threads: one that writes, one that replays; nobody else waits for a disk.
 * It knows no Kafka, no HTTP and no event: a pack is bytes for a partition.
 */
@NullMarked
package dev.firstlight.collector.spool;

import org.jspecify.annotations.NullMarked;
