/**
 * The local warehouse: one DuckDB file, loaded from the objects that the local Firehose writes, and asked over HTTP on loopback.
 *
 * <p>In: names of gzip objects of newline-ended JSON rows; SQL. Out: one row per {@code dedup_id} in {@code events}, the ledger,
 * answers to queries. Threads: one loads; each query runs on its caller's. It knows no Firehose and no sink.
 */
@NullMarked
package dev.firstlight.standalone.warehouse;

import org.jspecify.annotations.NullMarked;
