package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.runtime.Seeded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What stands in a bucket, and what a reader by manifest makes of it. */
final class ObjectPackingTest {

    private static final long HOUR_MS = 3_600_000;
    private static final String URL = "s3://bucket/";

    private final ObjectPacking packing = new ObjectPacking("shop/events/", URL, 1 << 20);

    @Test
    void shouldNameObjectsByHourOfReceiptPartitionAndFirstOffsetAndTheirManifestLast() {
        List<RowInHand> rows = List.of(row(3, 1_234, 0), row(0, 7, 0), row(3, 1_235, HOUR_MS), row(3, 1_236, 0));

        List<RowRecord> call = packing.pack(rows, row -> null).get(0);

        assertThat(call)
                .extracting(RowRecord::key)
                .containsExactly(
                        "shop/events/date=2026-11-22/hour=02/0-00000000000000000007.json.gz",
                        "shop/events/manifests/date=2026-11-22/0-00000000000000000007.json",
                        "shop/events/date=2026-11-22/hour=02/3-00000000000000001234.json.gz",
                        "shop/events/date=2026-11-22/hour=03/3-00000000000000001234.json.gz",
                        "shop/events/manifests/date=2026-11-22/3-00000000000000001234.json");
        assertThat(call).extracting(RowRecord::rows).containsExactly(1, 0, 2, 1, 0);
        assertThat(call).extracting(RowRecord::place).containsExactly(0, 1, 2, 3, 4);
        assertThat(lines(call.get(2).bytes())).containsExactly("3:1234", "3:1236");
        assertThat(new String(call.get(4).bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"entries\":[\n{\"url\":\"" + URL + call.get(2).key() + "\",\"mandatory\":true,"
                        + "\"meta\":{\"content_length\":" + call.get(2).bytes().length + "}},\n{\"url\":\"" + URL
                        + call.get(3).key() + "\",\"mandatory\":true,\"meta\":{\"content_length\":"
                        + call.get(3).bytes().length + "}}\n]}\n");
    }

    @Test
    void shouldMakeTheSameBytesOfTheSameRows() {
        List<RowInHand> rows = List.of(row(3, 1, 0), row(3, 2, 0));

        assertThat(packing.pack(rows, row -> null).get(0).get(0).bytes())
                .isEqualTo(packing.pack(rows, row -> null).get(0).get(0).bytes());
    }

    @Test
    void shouldPackNothingOfNothing() {
        assertThat(packing.pack(List.of(), row -> null)).isEmpty();
    }

    @Test
    void shouldGiveAReaderByManifestEachRowOnceWhereverDeliveriesBrokeOff() {
        Seeded.repeat(50, random -> {
            Map<String, byte[]> bucket = new HashMap<>();
            int rows = 1 + random.nextInt(200);
            int committed = 0;
            while (committed < rows) {
                int end = Math.min(rows, committed + 1 + random.nextInt(50));
                List<RowRecord> call =
                        packing.pack(batch(committed, end), row -> null).get(0);
                boolean isCutOff = random.nextBoolean();
                int put = isCutOff ? random.nextInt(call.size() + 1) : call.size();
                call.subList(0, put).forEach(object -> bucket.put(object.key(), object.bytes()));
                if (!isCutOff) {
                    committed = end;
                }
            }

            List<String> read = byManifest(bucket);

            assertThat(read).hasSize(rows).doesNotHaveDuplicates();
        });
    }

    /** Rows of one partition whose hours go back and forth, the same at each call. */
    private static List<RowInHand> batch(int from, int to) {
        List<RowInHand> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(row(0, i, new Random(i).nextInt(3) * HOUR_MS));
        }
        return rows;
    }

    private static List<String> byManifest(Map<String, byte[]> bucket) {
        List<String> read = new ArrayList<>();
        bucket.forEach((key, bytes) -> {
            if (key.contains("/manifests/")) {
                urls(bytes)
                        .forEach(url ->
                                read.addAll(lines(Objects.requireNonNull(bucket.get(url.substring(URL.length()))))));
            }
        });
        return read;
    }

    private static List<String> urls(byte[] manifest) {
        List<String> urls = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(manifest)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals("url")) {
                    urls.add(parser.nextTextValue());
                }
            }
            return urls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(byte[] gzipped) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RowInHand row(int partition, long offset, long afterMs) {
        byte[] line = (partition + ":" + offset + "\n").getBytes(StandardCharsets.UTF_8);
        return new RowInHand(
                new TopicPartition("events", partition),
                offset,
                0,
                new RowMaker.Row(line, "p", Events.RECEIVED_MS + afterMs));
    }
}
