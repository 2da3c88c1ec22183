/**
 * Does the last mile hold? A broker, sinks and a local Firehose with its warehouse as processes of their own; a feed that writes events; sinks
 * that are killed while they deliver, a warehouse that dies while it loads, a Firehose that fails as a script says; and an oracle that computes
 * from {@code firstlight.events} alone what must be in the warehouse, the rejects and the ledger. What is done and demanded stands in
 * {@code loadtest/faults.md}.
 */
@NullMarked
package dev.firstlight.loadtest.faults.sink;

import org.jspecify.annotations.NullMarked;
