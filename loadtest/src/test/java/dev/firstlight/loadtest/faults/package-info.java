/**
 * Does it hold? A broker and the collector as processes of their own, a network between them that can be made bad, clients that note what they
 * were promised, a nemesis that kills, halts, pauses, cuts off and fills up as a seed says, and an oracle that asks Kafka and the ledger in the
 * end. Failure points are decorators at the collector's ports. What is done and demanded stands in {@code loadtest/faults.md}.
 */
@NullMarked
package dev.firstlight.loadtest.faults;

import org.jspecify.annotations.NullMarked;
