package dev.firstlight.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.standalone.up.RunFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The events behind a difference of one minute, by name: what the raw log has of it and no reject says, without what the warehouse has,
 * each with how far it came. By identity, so that a repeat of an earlier minute is none. What was answered and never reached the log has no name.
 *
 * <p>Bounds: {@value #IDS_MAX} identities of a minute are looked at; reading begins at the minute, since nothing is in a topic before it was
 * received, but for {@value #CLOCKS_APART_MS} ms by which clocks may differ.
 */
final class Missing {

    static final int IDS_MAX = 200_000;

    private static final long CLOCKS_APART_MS = 300_000;
    private static final long MS_PER_MINUTE = 60_000;

    /** Identities of 32 digits in one query, well below the 64 KiB that one may have. */
    private static final int IDS_A_QUERY = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where an event was seen. */
    private record Seen(String dedupId, String eventId, String pixel, String place) {}

    private final Running running;
    private final RunFile run;
    private final TopicScan scan;
    private final @Nullable String pixel;

    Missing(Running running, RunFile run, TopicScan scan, @Nullable String pixel) {
        this.running = running;
        this.run = run;
        this.scan = scan;
        this.pixel = pixel;
    }

    void print(PrintWriter out, long minute, boolean json) throws IOException {
        Formats formats = Formats.of(running, run);
        SchemaBook book = formats.book();
        Map<String, Seen> inLog = inLog(minute, book);
        inLog.values().removeAll(refused(minute, book, inLog));
        inLog.keySet().removeAll(inWarehouse(inLog.keySet()));
        Set<String> unique = unique(minute, formats.events(), inLog.keySet());
        Table table = new Table().row(List.of("event_id", "pixel", "dedup_id", "raw log", "missing"));
        for (Seen seen : inLog.values()) {
            String stage = unique.contains(seen.dedupId())
                    ? "passed on by the processor, not in the warehouse"
                    : "in the log, not passed on by the processor";
            table.row(List.of(seen.eventId(), seen.pixel(), seen.dedupId(), seen.place(), stage));
            if (json) {
                out.println(JSON.writeValueAsString(Map.of(
                        "event_id", seen.eventId(),
                        "pixel", seen.pixel(),
                        "dedup_id", seen.dedupId(),
                        "raw", seen.place(),
                        "missing", stage)));
            }
        }
        if (!json) {
            out.print(inLog.isEmpty() ? "Every event of the log is in the warehouse, or refused.\n" : table.toString());
        }
    }

    private Map<String, Seen> inLog(long minute, SchemaBook book) {
        Map<String, Seen> seen = new LinkedHashMap<>();
        PackReader reader = new PackReader(book);
        scan.read(Topic.RAW, minute * MS_PER_MINUTE - CLOCKS_APART_MS, record -> {
            for (PackReader.Item item : items(reader, record)) {
                RawEvent event = item.event();
                if (event != null && isWanted(event, minute) && seen.size() < IDS_MAX) {
                    String id = DedupId.of(event.getDedupId().bytes()).hex();
                    String place = record.partition() + "/" + record.offset() + "/" + item.index();
                    seen.putIfAbsent(id, new Seen(id, event.getEventId(), event.getPixelId(), place));
                }
            }
        });
        return seen;
    }

    private boolean isWanted(RawEvent event, long minute) {
        return event.getRefusal() == null
                && event.getReceivedAt() / MS_PER_MINUTE == minute
                && (pixel == null || pixel.equals(event.getPixelId()));
    }

    /** What a reject says was refused at its place in the log; a repeated order is in rejects too and is no refusal. */
    private Set<Seen> refused(long minute, SchemaBook book, Map<String, Seen> inLog) {
        Map<String, Seen> byPlace =
                inLog.values().stream().collect(Collectors.toMap(Seen::place, seen -> seen, (first, second) -> first));
        AvroCodec<Reject> codec = new AvroCodec<>(Reject.getClassSchema(), book);
        Set<Seen> refused = new HashSet<>();
        scan.read(Topic.REJECTS, minute * MS_PER_MINUTE - CLOCKS_APART_MS, record -> {
            Reject reject = decoded(codec, record);
            Seen seen = reject == null
                    ? null
                    : byPlace.get(reject.getRawPartition() + "/" + reject.getRawOffset() + "/" + reject.getRawIndex());
            if (seen != null) {
                refused.add(seen);
            }
        });
        return refused;
    }

    private Set<String> unique(long minute, EventReader reader, Set<String> wanted) {
        Set<String> found = new HashSet<>();
        if (!wanted.isEmpty()) {
            scan.read(Topic.EVENTS, minute * MS_PER_MINUTE - CLOCKS_APART_MS, record -> {
                try {
                    String id = reader.read(record.value()).getDedupId();
                    if (wanted.contains(id)) {
                        found.add(id);
                    }
                } catch (UnreadableException e) {
                    return; // refused by the sink as well, and counted there
                }
            });
        }
        return found;
    }

    private Set<String> inWarehouse(Set<String> ids) throws IOException {
        Set<String> found = new HashSet<>();
        List<String> all = new ArrayList<>(ids);
        for (int from = 0; from < all.size(); from += IDS_A_QUERY) {
            // hex digits of our own making: nothing in them needs quoting
            String list = all.subList(from, Math.min(all.size(), from + IDS_A_QUERY)).stream()
                    .map(id -> "'" + id + "'")
                    .collect(Collectors.joining(","));
            HttpResponse<String> answer = running.warehouse(
                    run, "/query", "select dedup_id from events where dedup_id in (" + list + ")", "application/json");
            if (answer.statusCode() != 200) {
                throw new Sentence(1, answer.body().strip());
            }
            for (JsonNode row : JSON.readTree(answer.body()).path("rows")) {
                found.add(row.path(0).asText());
            }
        }
        return found;
    }

    private static List<PackReader.Item> items(PackReader reader, ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null
                    ? List.of()
                    : reader.read(record.value()).items();
        } catch (UnreadableException e) {
            return List.of(); // counted under no pixel, and in rejects as a whole
        }
    }

    private static @Nullable Reject decoded(AvroCodec<Reject> codec, ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null ? null : codec.decode(record.value());
        } catch (UnreadableException e) {
            return null;
        }
    }
}
