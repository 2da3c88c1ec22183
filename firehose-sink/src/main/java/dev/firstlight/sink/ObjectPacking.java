package dev.firstlight.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Rows into few objects of gzipped JSON lines, one for each partition and hour of receipt, and after them a manifest of each partition's:
 * {@code events/date=2026-11-22/hour=02/3-00000000000000001234.json.gz}, {@code manifests/date=2026-11-22/3-….json}.
 *
 * <p>Names come from the first offset alone. So a batch that is delivered again overwrites what it had left, and if it ends elsewhere this
 * time, its manifest names the objects that count: who reads by manifest has each row once, who lists the objects has each at least once.
 * Who reads between two attempts at one batch, or after a sink that lost its partition and still finished a put, may have a row of each;
 * {@code dedup_id} is there for that. A manifest is what Redshift's COPY takes.
 *
 * <p>Threads: one. Memory: the rows of a batch, and gzipped once more.
 */
final class ObjectPacking implements Packing {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("'date='uuuu-MM-dd");
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("'date='uuuu-MM-dd'/hour='HH");

    private final String folder;
    private final String urlPrefix;
    private final long bytesMax;

    /** One object in the making. */
    private static final class Part {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final GZIPOutputStream gzip;
        private final RecordCells cells = new RecordCells();
        private int rows;

        Part() throws IOException {
            gzip = new GZIPOutputStream(bytes, 65_536); // its header carries no time: the same rows are the same bytes
        }
    }

    /**
     * Objects in a folder.
     *
     * @param folder under which they are, ended by a slash
     * @param urlPrefix put before keys in manifests: {@code s3://bucket/}
     * @param bytesMax rows of so many bytes do not wait for more
     */
    ObjectPacking(String folder, String urlPrefix, long bytesMax) {
        this.folder = folder;
        this.urlPrefix = urlPrefix;
        this.bytesMax = bytesMax;
    }

    @Override
    public boolean isFull(long bytes) {
        return bytes >= bytesMax;
    }

    @Override
    public int cut(List<RowInHand> rows, int due) {
        return rows.size();
    }

    @Override
    public List<List<RowRecord>> pack(List<RowInHand> rows, Counting counting) {
        Map<Integer, List<RowInHand>> shares = new TreeMap<>();
        rows.forEach(row -> shares.computeIfAbsent(row.partition().partition(), absent -> new ArrayList<>())
                .add(row));
        List<RowRecord> call = new ArrayList<>();
        try {
            for (Map.Entry<Integer, List<RowInHand>> share : shares.entrySet()) {
                pack(share.getKey(), share.getValue(), counting, call);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return call.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of(call));
    }

    private void pack(int partition, List<RowInHand> rows, Counting counting, List<RowRecord> call) throws IOException {
        RowInHand first = rows.get(0);
        String name = String.format("%d-%020d.json", partition, first.offset());
        Map<String, Part> parts = new TreeMap<>();
        for (RowInHand row : rows) {
            String object = folder + time(HOUR, row) + "/" + name + ".gz";
            Part part = parts.get(object);
            if (part == null) {
                part = new Part();
                parts.put(object, part);
            }
            part.gzip.write(row.row().line());
            part.cells.add(counting.count(row));
            part.rows++;
        }
        StringJoiner entries = new StringJoiner(",\n", "{\"entries\":[\n", "\n]}\n");
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            part.getValue().gzip.close();
            byte[] bytes = part.getValue().bytes.toByteArray();
            call.add(new RowRecord(bytes, part.getValue().rows, part.getValue().cells, call.size(), part.getKey()));
            entries.add("{\"url\":\"" + urlPrefix + part.getKey()
                    + "\",\"mandatory\":true,\"meta\":{\"content_length\":" + bytes.length + "}}");
        }
        byte[] manifest = entries.toString().getBytes(StandardCharsets.UTF_8);
        String key = folder + "manifests/" + time(DATE, first) + "/" + name;
        call.add(new RowRecord(manifest, 0, new RecordCells(), call.size(), key));
    }

    private static String time(DateTimeFormatter format, RowInHand row) {
        return format.format(Instant.ofEpochMilli(row.row().receivedMs()).atOffset(ZoneOffset.UTC));
    }
}
