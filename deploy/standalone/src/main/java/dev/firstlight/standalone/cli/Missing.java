package dev.firstlight.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.standalone.up.RunFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.util.HashSet;
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
 * <p>Bounds: {@value #IDS_MAX} identities of a minute are looked at, and where there are more it is said; reading begins at the minute, since
 * nothing is in a topic before it was received, but for {@value #CLOCKS_APART_MS} ms by which clocks may differ.
 */
final class Missing {

    static final int IDS_MAX = 200_000;

    private static final long CLOCKS_APART_MS = 300_000;
    private static final long MS_PER_MINUTE = 60_000;

    /** Identities of 32 digits in one query, well below the 64 KiB that one may have. */
    private static final int IDS_A_QUERY = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

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

    /** The events of the minute that are nowhere they should be. */
    Traces find(long minute) throws IOException {
        Formats formats = Formats.of(running, run);
        long fromMs = minute * MS_PER_MINUTE - CLOCKS_APART_MS;
        Traces traces = new Traces(IDS_MAX);
        PackReader packs = formats.packs();
        scan.read(Topic.RAW, fromMs, record -> addTo(traces, packs, record, minute));
        traces.found(inWarehouse(traces.ids()));
        if (!traces.missing().isEmpty()) {
            EventReader events = formats.events();
            scan.read(Topic.EVENTS, fromMs, record -> passOn(traces, events, record));
            AvroCodec<Reject> rejects = new AvroCodec<>(Reject.getClassSchema(), formats.book());
            scan.read(Topic.REJECTS, fromMs, record -> refuse(traces, rejects, record));
        }
        return traces;
    }

    static void print(PrintWriter out, Traces traces, boolean json) throws IOException {
        if (json) {
            printLines(out, traces);
            return;
        }
        List<Traces.Trace> missing = traces.missing();
        if (traces.isCut()) {
            out.println("Only " + traces.idsMax() + " events of the minute were looked at; --pixel asks for fewer.");
        }
        if (missing.isEmpty()) {
            out.println(
                    traces.isCut()
                            ? "Every one of them is in the warehouse, or refused; of the others nothing is known."
                            : "Every event of the log is in the warehouse, or refused.");
            return;
        }
        Table table = new Table().row(List.of("event_id", "pixel", "dedup_id", "raw log", "missing"));
        for (Traces.Trace trace : missing) {
            table.row(List.of(
                    trace.eventId(), trace.pixel(), trace.dedupId(), trace.raw().toString(), traces.stage(trace)));
        }
        out.print(table);
    }

    private static void printLines(PrintWriter out, Traces traces) throws IOException {
        for (Traces.Trace trace : traces.missing()) {
            out.println(JSON.writeValueAsString(Map.of(
                    "event_id", trace.eventId(),
                    "pixel", trace.pixel(),
                    "dedup_id", trace.dedupId(),
                    "raw", trace.raw().toString(),
                    "missing", traces.stage(trace))));
        }
        if (traces.isCut()) {
            out.println(JSON.writeValueAsString(Map.of("explained_events_max", traces.idsMax())));
        }
    }

    private void addTo(Traces traces, PackReader packs, ConsumerRecord<byte[], byte[]> record, long minute) {
        for (PackReader.Item item : items(packs, record)) {
            RawEvent event = item.event();
            if (event != null && isWanted(event, minute)) {
                traces.add(new Traces.Trace(
                        DedupId.of(event.getDedupId().bytes()).hex(),
                        event.getEventId(),
                        event.getPixelId(),
                        new Traces.Place(record.partition(), record.offset(), item.index())));
            }
        }
    }

    private boolean isWanted(RawEvent event, long minute) {
        return event.getRefusal() == null
                && event.getReceivedAt() / MS_PER_MINUTE == minute
                && (pixel == null || pixel.equals(event.getPixelId()));
    }

    private static void passOn(Traces traces, EventReader reader, ConsumerRecord<byte[], byte[]> record) {
        try {
            traces.passedOn(reader.read(record.value()).getDedupId(), record.partition(), record.offset());
        } catch (UnreadableException e) {
            traces.unreadable(); // refused by the sink as well, and counted there
        }
    }

    private static void refuse(Traces traces, AvroCodec<Reject> codec, ConsumerRecord<byte[], byte[]> record) {
        Reject reject = decoded(codec, record);
        if (reject != null) {
            traces.refused(reject);
        }
    }

    private Set<String> inWarehouse(List<String> all) throws IOException {
        Set<String> found = new HashSet<>();
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
