package dev.firstlight.standalone.warehouse;

import java.util.List;

/**
 * Counts of the ledger, oldest first.
 *
 * @param isCut whether there are older ones that were asked for too; then the first minute here may lack pixels
 */
public record LedgerAnswer(List<LedgerCount> counts, boolean isCut) {}
