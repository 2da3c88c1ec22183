package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesDeliveryTest {

    @TempDir
    private Path directory;

    @Test
    void shouldWriteEachRecordUnderItsKeyAndNothingElse() throws IOException {
        Delivery.Attempt attempt = deliver(object("events/a/1", "one"), object("events/b/2", "two"));

        assertThat(attempt.verdict()).isEqualTo(Delivery.Verdict.ACCEPTED);
        assertThat(files()).containsExactlyInAnyOrder("events/a/1", "events/b/2");
        assertThat(directory.resolve("events/b/2")).hasContent("two");
    }

    @Test
    void shouldWriteOverWhatAnEarlierAttemptLeft() {
        deliver(object("events/1", "longer than the next"));

        deliver(object("events/1", "next"));

        assertThat(directory.resolve("events/1")).hasContent("next");
    }

    @Test
    void shouldLeaveWhatComesAfterAFileThatCannotBeWritten() throws IOException {
        Files.writeString(directory.resolve("in-the-way"), "a file where a folder should be");
        List<RowRecord> call = List.of(object("a/1", "one"), object("in-the-way/2", "two"), object("a/3", "three"));
        FilesDelivery delivery = new FilesDelivery(directory);

        Delivery.Attempt attempt = delivery.deliver(call);

        assertThat(attempt.verdict()).isEqualTo(Delivery.Verdict.PARTLY);
        assertThat(attempt.left()).containsExactlyElementsOf(call.subList(1, 3));
        assertThat(delivery.deliver(attempt.left()).verdict()).isEqualTo(Delivery.Verdict.UNREACHABLE);
        assertThat(files()).containsExactlyInAnyOrder("a/1", "in-the-way");
    }

    private Delivery.Attempt deliver(RowRecord... records) {
        return new FilesDelivery(directory).deliver(List.of(records));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .toList();
        }
    }

    private static RowRecord object(String key, String text) {
        return new RowRecord(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), 1, new RecordCells(), 0, key);
    }
}
