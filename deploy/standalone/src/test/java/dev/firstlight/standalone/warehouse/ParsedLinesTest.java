package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.EventColumn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ParsedLinesTest {

    /** More than all that may wait. */
    private static final int MANY = 5_000;

    @Test
    void shouldHandOverEveryLineOnceInOrderWithItsNumber() throws IOException {
        List<ParsedLine> lines = all(new ByteArrayInputStream(object(MANY)));

        assertThat(lines).hasSize(MANY).allMatch(ParsedLine::isRow);
        assertThat(lines)
                .extracting(ParsedLine::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, MANY).mapToObj(Long::valueOf).toList());
        assertThat(lines)
                .extracting(line -> line.values()[EventColumn.DEDUP_ID.ordinal()])
                .containsExactlyElementsOf(
                        IntStream.range(0, MANY).mapToObj(String::valueOf).toList());
    }

    @Test
    void shouldKeepWhatWasReadBeforeTheDamageAndSayWhereItIs() throws IOException {
        byte[] object = object(MANY);

        List<ParsedLine> lines = all(new ByteArrayInputStream(Arrays.copyOf(object, object.length - 20)));

        ParsedLine last = lines.get(lines.size() - 1);
        assertThat(last.isRow()).isFalse();
        assertThat(last.refusal()).startsWith("the object is damaged from here on");
        assertThat(last.number()).isEqualTo(lines.size());
    }

    @Test
    void shouldThrowWhatIsNoFaultOfTheObject() {
        InputStream broken = thatBreaks(() -> new IOException("the disk is away"));

        assertThatThrownBy(() -> all(broken)).isInstanceOf(IOException.class).hasRootCauseMessage("the disk is away");
    }

    @Test
    @Timeout(20)
    void shouldThrowAlsoWhenItsThreadEndsWithAnError() {
        InputStream broken = thatBreaks(() -> {
            throw new OutOfMemoryError("scripted");
        });

        assertThatThrownBy(() -> all(broken)).isInstanceOf(IOException.class).hasRootCauseMessage("scripted");
    }

    @Test
    void shouldEndItsThreadWhenItIsClosedBeforeItsEnd() throws IOException {
        try (ParsedLines lines = new ParsedLines(new ByteArrayInputStream(object(MANY)))) {
            assertThat(lines.next()).isNotEmpty();
        } // closing waits for the thread

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("warehouse-parsing") && thread.isAlive());
    }

    /** After the first kilobyte of a good object. */
    private static InputStream thatBreaks(Supplier<IOException> how) {
        InputStream end = new InputStream() {
            @Override
            public int read() throws IOException {
                throw how.get();
            }

            @Override
            public int read(byte[] into, int from, int count) throws IOException {
                return read();
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(object(MANY), 1_000)), end);
    }

    private static List<ParsedLine> all(InputStream object) throws IOException {
        List<ParsedLine> all = new ArrayList<>();
        try (ParsedLines lines = new ParsedLines(object)) {
            for (List<ParsedLine> batch = lines.next(); !batch.isEmpty(); batch = lines.next()) {
                all.addAll(batch);
            }
        }
        return all;
    }

    private static byte[] object(int rows) {
        String lines = IntStream.range(0, rows)
                .mapToObj(row -> "{\"dedup_id\":\"" + row
                        + "\",\"pixel_id\":\"shop\",\"received_at\":\"2026-11-22 02:39:02.123\"}\n")
                .collect(Collectors.joining());
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(object)) {
            out.write(lines.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError("memory is no disk", e);
        }
        return object.toByteArray();
    }
}
