package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes objects as the local Firehose does. */
record Objects(Path directory) {

    void write(String name, String... lines) throws IOException {
        Path object = directory.resolve(name);
        Files.createDirectories(object.resolveSibling("x").getParent());
        try (Writer out =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(object)), StandardCharsets.UTF_8)) {
            for (String line : lines) {
                out.write(line + "\n");
            }
        }
    }

    /** As they are, each with a newline after it. */
    void write(String name, List<byte[]> lines) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(directory.resolve(name)))) {
            for (byte[] line : lines) {
                out.write(line);
                out.write('\n');
            }
        }
    }

    /** Rows of identities {@code first} … {@code first + count − 1}, spread over three pixels and two minutes. */
    void writeRows(String name, int first, int count) throws IOException {
        String[] lines = new String[count];
        for (int i = 0; i < count; i++) {
            int id = first + i;
            lines[i] = row(id, "shop-" + id % 3, "2026-11-22 02:" + (id % 2 == 0 ? "39" : "40") + ":02.123");
        }
        write(name, lines);
    }

    /** The same, each with a title of some 500 bytes. */
    void writeLongRows(String name, int first, int count) throws IOException {
        String title = ",\"page_title\":\"" + "x".repeat(500) + "\"";
        String[] lines = new String[count];
        for (int i = 0; i < count; i++) {
            lines[i] = row(first + i, "shop", "2026-11-22 02:39:02.123", title);
        }
        write(name, lines);
    }

    static String row(int id, String pixel, String receivedAt) {
        return row(id, pixel, receivedAt, "");
    }

    /** {@code more} is what comes after the first columns, with a comma before it. */
    static String row(int id, String pixel, String receivedAt, String more) {
        return String.format(
                "{\"dedup_id\":\"%032x\",\"pixel_id\":\"%s\",\"received_at\":\"%s\",\"raw_partition\":0,\"raw_offset\":%d,\"raw_index\":0%s}",
                id, pixel, receivedAt, id, more);
    }
}
