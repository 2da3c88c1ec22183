/**
 * The processor: from the raw log to unique, enriched events. Packages in flow order: decode → claim → enrich, and ledger beside them.
 *
 * <p>In: packs of {@code firstlight.raw}. Out: {@code firstlight.events}, {@code firstlight.rejects}, {@code firstlight.ledger}, in one
 * transaction with what was read. Threads: those of Kafka Streams, one a task at a time. This package alone knows how the stages are
 * wired; the stages know what is handed on ({@code event}) and the meters, never each other.
 */
@NullMarked
package dev.firstlight.stream;

import org.jspecify.annotations.NullMarked;
