package dev.firstlight.schema;

import dev.firstlight.schema.avro.LedgerEntry;
import java.nio.charset.StandardCharsets;

/** The key of a ledger record: {@code stage|source|pixel|minute}, so that compaction keeps the latest absolute counts of each. */
public final class LedgerKey {

    private LedgerKey() {}

    public static byte[] of(LedgerEntry entry) {
        String key = entry.getStage() + '|' + entry.getSource() + '|' + entry.getPixelId() + '|' + entry.getMinute();
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
