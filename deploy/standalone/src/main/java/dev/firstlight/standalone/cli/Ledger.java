package dev.firstlight.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.LedgerKey;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.LedgerEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The ledger as it stands: the latest entry of each key of {@code firstlight.ledger}, beside what the warehouse counted. */
final class Ledger {

    /** Entries that tell how a stage is, not what it counted in a minute. */
    private static final String HEARTBEAT = "-heartbeat";

    private static final String WATERMARK = "watermark_minute";
    private static final String SPOOLED = "spooled_packs";

    /** A heartbeat comes each second; one that is older than the newest by this is of a process that has ended. */
    private static final long ALIVE_MS = 60_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<LedgerEntry> heartbeats = new ArrayList<>();
    private final TreeMap<String, LedgerLine> lines = new TreeMap<>();

    private Ledger() {}

    static Ledger read(TopicScan scan) {
        Ledger ledger = new Ledger();
        ledger.take(entries(scan));
        return ledger;
    }

    /**
     * The lines that are asked for, with what the warehouse counted of them.
     *
     * @param warehouse what {@code GET /ledger} answered, oldest first
     * @param isCut whether it left out older ones: of the oldest minute that it answered, too
     */
    Lines lines(Asked asked, String warehouse, boolean isCut) throws IOException {
        long cutBefore = Lines.UNCUT;
        try (MappingIterator<JsonNode> rows = JSON.readerFor(JsonNode.class).readValues(warehouse)) {
            while (rows.hasNext()) {
                JsonNode row = rows.next();
                long minute = row.path("minute").asLong();
                if (isCut && cutBefore == Lines.UNCUT) {
                    cutBefore = minute + 1;
                }
                line(minute, row.path("pixel_id").asText())
                        .addWarehouse(
                                row.path("loaded").asLong(),
                                row.path("merged").asLong(),
                                row.path("merged_away").asLong());
            }
        }
        long from = cutBefore;
        List<LedgerLine> wanted = lines.values().stream()
                .filter(line -> line.minute() >= from && asked.has(line.minute(), line.pixel()))
                .toList();
        return new Lines(wanted, cutBefore);
    }

    /** For tests: of these entries alone. */
    static Ledger of(Collection<LedgerEntry> entries) {
        Ledger ledger = new Ledger();
        ledger.take(entries);
        return ledger;
    }

    /** The first minute of which a running collector may still have something that is not in the log. */
    long collectorsMinute() {
        return alive().stream()
                .mapToLong(heartbeat -> count(heartbeat, WATERMARK, Long.MAX_VALUE))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    boolean hasSpooled() {
        return alive().stream().anyMatch(heartbeat -> count(heartbeat, SPOOLED, 0) > 0);
    }

    private List<LedgerEntry> alive() {
        long newest =
                heartbeats.stream().mapToLong(LedgerEntry::getWrittenAt).max().orElse(0);
        return heartbeats.stream()
                .filter(heartbeat -> heartbeat.getWrittenAt() >= newest - ALIVE_MS)
                .toList();
    }

    private static long count(LedgerEntry entry, String name, long absent) {
        return entry.getCounts().getOrDefault(name, absent);
    }

    private void take(Collection<LedgerEntry> entries) {
        for (LedgerEntry entry : entries) {
            if (entry.getStage().endsWith(HEARTBEAT)) {
                heartbeats.add(entry);
            } else {
                line(entry.getMinute(), entry.getPixelId()).add(entry);
            }
        }
    }

    private LedgerLine line(long minute, String pixel) {
        return lines.computeIfAbsent(
                String.format(Locale.ROOT, "%012d %s", minute, pixel), key -> new LedgerLine(minute, pixel));
    }

    private static Collection<LedgerEntry> entries(TopicScan scan) {
        AvroCodec<LedgerEntry> codec = new AvroCodec<>(LedgerEntry.getClassSchema(), new SchemaBook());
        Map<String, LedgerEntry> latest = new HashMap<>();
        scan.read(Topic.LEDGER, 0, record -> {
            byte[] value = record.value();
            if (value != null) {
                LedgerEntry entry = entry(codec, value);
                latest.put(new String(LedgerKey.of(entry), StandardCharsets.UTF_8), entry);
            }
        });
        return latest.values();
    }

    private static LedgerEntry entry(AvroCodec<LedgerEntry> codec, byte[] value) {
        try {
            return codec.decode(value);
        } catch (UnreadableException e) {
            throw new Sentence(1, "an entry of the ledger cannot be read: " + e.detail());
        }
    }
}
