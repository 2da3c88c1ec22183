package dev.firstlight.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.LedgerEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as it stands: of the minutes and the pixel that are asked for, the latest counts of each source in {@code firstlight.ledger},
 * beside what the warehouse counted. What was asked for by pixel lacks what has none: records that are no event. An entry is written after the minute it is about, so reading starts at that time in the topic; what is
 * not asked for is told by its key and not decoded.
 *
 * <p>Threads: one. Bounds: {@link HeldCounts}; a heartbeat a source that lives.
 */
final class Ledger {

    /**
     * Counts held; some fourteen make a line (six partitions twice, two loops), so it is two days of ten pixels. The command has 256 MiB.
     */
    static final int HELD_MAX = 400_000;

    /** Entries that tell how a stage is, not what it counted in a minute. */
    private static final String HEARTBEAT = "-heartbeat";

    private static final String WATERMARK = "watermark_minute";
    private static final String SPOOLED = "spooled_packs";

    /** A heartbeat comes each second; one that is older than the newest by this is of a process that has ended. */
    private static final long ALIVE_MS = 60_000;

    /** By how much the clocks of those who write may differ. */
    private static final long CLOCKS_APART_MS = 3_600_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Asked asked;
    private final long nowMs;
    private final HeldCounts counts;
    private final AvroCodec<LedgerEntry> codec = new AvroCodec<>(LedgerEntry.getClassSchema(), new SchemaBook());
    private final Map<String, LedgerEntry> heartbeats = new HashMap<>();
    private @Nullable Map<TopicPartition, Long> readTo;

    Ledger(Asked asked, long nowMs, int heldMax) {
        this.asked = asked;
        this.nowMs = nowMs;
        this.counts = new HeldCounts(heldMax);
    }

    /** Reads to the end, from where it ended the last time. */
    void readOn(TopicScan scan) {
        Map<TopicPartition, Long> from = readTo == null ? scan.startsAt(Topic.LEDGER, fromMs()) : readTo;
        Map<TopicPartition, Long> ends = scan.ends(Topic.LEDGER);
        boolean unused = scan.read(from, ends, Long.MAX_VALUE, this::take);
        readTo = ends;
    }

    /**
     * The lines that are asked for, with what the warehouse counted of them.
     *
     * @param warehouse what {@code GET /ledger} answered, oldest first
     * @param isCut whether it left out older ones: of the oldest minute that it answered, too
     */
    Lines lines(String warehouse, boolean isCut) throws IOException {
        TreeMap<Long, Map<String, LedgerLine>> lines = new TreeMap<>();
        counts.addTo((minute, pixel) -> line(lines, minute, pixel));
        long cutBefore = counts.wholeFrom();
        boolean isFirst = true;
        try (MappingIterator<JsonNode> rows = JSON.readerFor(JsonNode.class).readValues(warehouse)) {
            while (rows.hasNext()) {
                JsonNode row = rows.next();
                long minute = row.path("minute").asLong();
                if (isCut && isFirst) {
                    cutBefore = Math.max(cutBefore, minute + 1);
                }
                isFirst = false;
                line(lines, minute, row.path("pixel_id").asText())
                        .addWarehouse(
                                row.path("loaded").asLong(),
                                row.path("merged").asLong(),
                                row.path("merged_away").asLong());
            }
        }
        tellUnreadable(lines);
        List<LedgerLine> wanted = lines.tailMap(cutBefore).values().stream()
                .flatMap(pixels -> pixels.values().stream())
                .toList();
        return new Lines(wanted, cutBefore);
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

    void take(LedgerEntry entry) {
        if (entry.getStage().endsWith(HEARTBEAT)) {
            heartbeats.put(entry.getSource(), entry);
        } else if (asked.has(entry.getMinute(), entry.getPixelId())) {
            counts.put(entry);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null || !isWanted(record.key())) {
            return;
        }
        try {
            take(codec.decode(record.value()));
        } catch (UnreadableException e) {
            throw new Sentence(1, "an entry of the ledger cannot be read: " + e.detail());
        }
    }

    /** By {@code stage|source|pixel|minute}; a key of another form is left to the entry itself. */
    private boolean isWanted(byte[] key) {
        String[] parts = new String(key, StandardCharsets.UTF_8).split("\\|", -1);
        if (parts.length != 4 || parts[0].endsWith(HEARTBEAT)) {
            return true;
        }
        try {
            return asked.has(Long.parseLong(parts[3]), parts[2]);
        } catch (NumberFormatException e) {
            return true;
        }
    }

    /** Heartbeats are read whatever is asked for: no later than of the last hour. */
    private long fromMs() {
        return Math.min(TimeUnit.MINUTES.toMillis(asked.fromMinute()), nowMs) - CLOCKS_APART_MS;
    }

    private List<LedgerEntry> alive() {
        long newest = heartbeats.values().stream()
                .mapToLong(LedgerEntry::getWrittenAt)
                .max()
                .orElse(0);
        return heartbeats.values().stream()
                .filter(heartbeat -> heartbeat.getWrittenAt() >= newest - ALIVE_MS)
                .toList();
    }

    private static long count(LedgerEntry entry, String name, long absent) {
        return entry.getCounts().getOrDefault(name, absent);
    }

    /**
     * A record of events that is no event any more has no pixel, and only its own time, which is that of its arrival in the log: it is told with a line that
     * lacks an event at the sink, of its minute or else of the one before. Where none does, it stays under no pixel, and is no difference.
     */
    private static void tellUnreadable(Map<Long, Map<String, LedgerLine>> lines) {
        lines.forEach((minute, pixels) -> {
            LedgerLine unknown = pixels.get("");
            if (unknown != null) {
                pixels.values().forEach(line -> line.takeUnreadable(unknown));
                lines.getOrDefault(minute - 1, Map.of()).values().forEach(line -> line.takeUnreadable(unknown));
            }
        });
        lines.values()
                .forEach(pixels -> pixels.values().removeIf(line -> line.pixel().isEmpty() && line.isBlank()));
    }

    private static LedgerLine line(Map<Long, Map<String, LedgerLine>> lines, long minute, String pixel) {
        return lines.computeIfAbsent(minute, absent -> new TreeMap<>())
                .computeIfAbsent(pixel, absent -> new LedgerLine(minute, pixel));
    }
}
