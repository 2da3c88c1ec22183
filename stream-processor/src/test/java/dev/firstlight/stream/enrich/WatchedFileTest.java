package dev.firstlight.stream.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.CannotStartException;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {

    private final Meters meters = new Meters("stream_processor", StreamMeter.class);
    private final List<String> lines = new ArrayList<>();
    private final ErrorLog errors = new ErrorLog(InstantSource.system(), (line, cause) -> lines.add(line));
    private int reads;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void writeFirst() throws IOException {
        file = directory.resolve("list.txt");
        write("one", 1);
    }

    @Test
    void shouldReadTheFileAgainOnlyWhenItHasChanged() throws Exception {
        WatchedFile<String> watched = watched();
        assertThat(watched.get()).isEqualTo("one");

        watched.look();
        assertThat(reads).isOne();

        write("two", 2);
        assertThat(watched.get()).isEqualTo("one");
        watched.look();
        assertThat(watched.get()).isEqualTo("two");
    }

    @Test
    void shouldGoOnWithTheOldContentWhenTheNewCannotBeUsedAndSaySoOnce() throws Exception {
        WatchedFile<String> watched = watched();

        write("bad", 2);
        watched.look();
        watched.look();

        assertThat(watched.get()).isEqualTo("one");
        assertThat(meters.count(StreamMeter.FILES_REFUSED)).isOne();
        assertThat(lines).singleElement().asString().contains("list.txt", "says bad", "stays in force");

        write("good", 3);
        watched.look();
        assertThat(watched.get()).isEqualTo("good");
    }

    @Test
    void shouldGoOnWithoutTheFileAndTakeItWhenItIsBack() throws Exception {
        WatchedFile<String> watched = watched();

        Files.delete(file);
        watched.look();
        watched.look();

        assertThat(watched.get()).isEqualTo("one");
        assertThat(meters.count(StreamMeter.FILES_REFUSED)).isOne();

        write("back", 4);
        watched.look();
        assertThat(watched.get()).isEqualTo("back");
    }

    @Test
    void shouldLeaveAFileThatIsBeingWrittenForTheNextLook() throws Exception {
        WatchedFile<String> watched = new WatchedFile<>(file, this::readWhileItGrows, meters, errors);

        write("half", 2);
        watched.look();
        assertThat(watched.get()).isEqualTo("one");

        watched.look();
        assertThat(watched.get()).isEqualTo("half, and the rest");
        assertThat(meters.count(StreamMeter.FILES_REFUSED)).isZero();
    }

    @Test
    void shouldNotStartWithAFileThatCannotBeUsed() throws Exception {
        write("bad", 1);
        assertThatThrownBy(this::watched)
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("list.txt")
                .hasMessageContaining("says bad");

        Files.delete(file);
        assertThatThrownBy(this::watched)
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("list.txt");
    }

    @Test
    void shouldLookAtEveryFileOfTheWatch() throws Exception {
        try (FileWatch watch = new FileWatch()) {
            WatchedFile<String> first = watch.watch(watched());
            WatchedFile<String> second = watch.watch(watched());

            write("new", 2);
            watch.look();

            assertThat(first.get()).isEqualTo("new");
            assertThat(second.get()).isEqualTo("new");
        }
    }

    private WatchedFile<String> watched() {
        return new WatchedFile<>(file, this::read, meters, errors);
    }

    private String read(InputStream in) throws IOException {
        reads++;
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (text.equals("bad")) {
            throw new IOException("it says bad");
        }
        return text;
    }

    private String readWhileItGrows(InputStream in) throws IOException {
        String text = read(in);
        if (text.equals("half")) {
            write("half, and the rest", 3);
        }
        return text;
    }

    private void write(String text, long second) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_795_000_000_000L + second * 1_000));
    }
}
