package dev.firstlight.loadtest.faults;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.LedgerEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The collector's counts as the ledger has them: the latest of each source, pixel and minute, added up by life. Threads: one. */
final class LedgerTotals {

    private record Key(String source, String pixel, long minute) {}

    private final AvroCodec<LedgerEntry> codec = new AvroCodec<>(LedgerEntry.getClassSchema(), new SchemaBook());
    private final Map<Key, Map<String, Long>> latest = new HashMap<>();

    void take(List<ConsumerRecord<byte[], byte[]>> records) throws UnreadableException {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            LedgerEntry entry = codec.decode(record.value());
            if (entry.getStage().equals("collector")) {
                latest.put(new Key(entry.getSource(), entry.getPixelId(), entry.getMinute()), entry.getCounts());
            }
        }
    }

    /** The incarnation that counted hits of this pixel. */
    @Nullable
    Long incarnationOf(String pixel) {
        for (Key key : latest.keySet()) {
            if (key.pixel().equals(pixel)) {
                return Long.parseUnsignedLong(
                        key.source().substring(0, key.source().lastIndexOf('-')), 16);
            }
        }
        return null;
    }

    /** By pixel and name, all loops and minutes together. */
    Map<String, Long> of(long incarnation) {
        String prefix = String.format("%016x-", incarnation);
        Map<String, Long> totals = new TreeMap<>();
        latest.forEach((key, counts) -> {
            if (key.source().startsWith(prefix)) {
                counts.forEach((name, count) -> totals.merge(key.pixel() + ' ' + name, count, Long::sum));
            }
        });
        totals.values().removeIf(count -> count == 0);
        return totals;
    }
}
