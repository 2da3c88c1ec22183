package dev.firstlight.sink;

import dev.firstlight.schema.avro.LedgerEntry;

/** Keys of {@code firstlight.ledger}: {@code stage|source|pixel|minute}; the topic keeps the last entry of each. */
final class LedgerKey {

    private LedgerKey() {}

    static String of(LedgerEntry entry) {
        return entry.getStage() + "|" + entry.getSource() + "|" + entry.getPixelId() + "|" + entry.getMinute();
    }

    /** How the keys of one source of ours begin. */
    static String prefixOf(String source) {
        return SinkConfig.ROOT + "|" + source + "|";
    }
}
