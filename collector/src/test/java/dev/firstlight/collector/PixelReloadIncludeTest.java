package dev.firstlight.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The collector's file stays as it is; those that it includes do not. */
final class PixelReloadIncludeTest {

    @TempDir
    private Path directory;

    private final Meters meters = new Meters("collector", CollectorMeter.class);
    private final List<String> said = new CopyOnWriteArrayList<>();
    private @Nullable PixelReload reload;

    @AfterEach
    void close() {
        if (reload != null) {
            reload.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"pixels.conf\"", "\"pixels\"", "required(\"pixels.conf\")", "file(\"DIR/pixels.conf\")"})
    void shouldSeeAChangeOfAFileThatIsIncluded(String how) throws IOException {
        write("pixels.conf", "a { site = one }");
        PixelReload pixels = start("pixels { include " + how.replace("DIR", directory.toString()) + " }");

        write("pixels.conf", "a { site = two }");

        awaitReloads(1);
        assertThat(pixels.registry().of("a").site()).isEqualTo("two");
        assertThat(said).isEmpty();
    }

    @Test
    void shouldSeeAChangeOfAFileThatAnIncludedFileIncludes() throws IOException {
        Files.createDirectory(directory.resolve("shops"));
        write("shops/all.conf", "include \"a.conf\"");
        write("shops/a.conf", "a { site = one }");
        PixelReload pixels = start("pixels { include \"shops/all.conf\" }");

        write("shops/a.conf", "a { site = two }");

        awaitReloads(1);
        assertThat(pixels.registry().of("a").site()).isEqualTo("two");
    }

    @Test
    void shouldSeeAFileThatWasEmptyOrAllOverridden() throws IOException {
        write("empty.conf", "");
        write("hidden.conf", "a { site = hidden }");
        PixelReload pixels = start("pixels { include \"empty.conf\", include \"hidden.conf\", a { site = one } }");

        write("empty.conf", "b { site = two }");
        awaitReloads(1);
        write("hidden.conf", "c { site = three }");
        awaitReloads(2);

        assertThat(pixels.registry().of("b").site()).isEqualTo("two");
        assertThat(pixels.registry().of("c").site()).isEqualTo("three");
    }

    @Test
    void shouldSeeAFileThatIsThereOnlyLaterOrAgain() throws IOException {
        PixelReload pixels = start("pixels { include \"later.conf\" }");

        write("later.conf", "a { site = one }");
        awaitReloads(1);
        assertThat(pixels.registry().of("a").site()).isEqualTo("one");
        Files.delete(directory.resolve("later.conf"));
        awaitReloads(2);
        assertThat(pixels.registry().of("a").site()).isEqualTo("a");
        write("later.conf", "a { site = two }");
        awaitReloads(3);

        assertThat(pixels.registry().of("a").site()).isEqualTo("two");
    }

    @Test
    void shouldSeeANestedFileOfAnotherDirectoryThatIsThereOnlyLater() throws IOException {
        Files.createDirectory(directory.resolve("shops"));
        write("shops/all.conf", "include \"a.conf\"");
        PixelReload pixels = start("pixels { include \"shops/all.conf\" }");

        write("shops/a.conf", "a { site = one }");

        awaitReloads(1);
        assertThat(pixels.registry().of("a").site()).isEqualTo("one");
    }

    @Test
    void shouldSeeANestedFileAgainThatWasGone() throws IOException {
        Files.createDirectory(directory.resolve("shops"));
        write("shops/all.conf", "include \"a.conf\"");
        write("shops/a.conf", "a { site = one }");
        PixelReload pixels = start("pixels { include \"shops/all.conf\" }");

        Files.delete(directory.resolve("shops/a.conf"));
        awaitReloads(1);
        write("shops/a.conf", "a { site = two }");
        awaitReloads(2);

        assertThat(pixels.registry().of("a").site()).isEqualTo("two");
    }

    @Test
    void shouldKeepTheOldRegistryWhereAnIncludedFileIsBrokenUntilThatOneIsMended() throws IOException {
        write("pixels.conf", "a { site = one }");
        PixelReload pixels = start("pixels { include \"pixels.conf\" }");

        write("pixels.conf", "a { site = two, include \"more.conf\"");
        await(() -> meters.count(CollectorMeter.PIXELS_RELOAD_REFUSED) == 1);
        assertThat(pixels.registry().of("a").site()).isEqualTo("one");
        assertThat(said).singleElement().asString().contains("collector.conf", "the pixels stay as they were");
        write("pixels.conf", "a { site = two }");
        awaitReloads(1);

        assertThat(pixels.registry().of("a").site()).isEqualTo("two");
    }

    @Test
    void shouldKeepTheOldRegistryWhereARequiredFileIsGone() throws IOException {
        write("pixels.conf", "a { site = one }");
        PixelReload pixels = start("pixels { include required(\"pixels.conf\") }");

        Files.delete(directory.resolve("pixels.conf"));

        await(() -> meters.count(CollectorMeter.PIXELS_RELOAD_REFUSED) == 1);
        assertThat(pixels.registry().of("a").site()).isEqualTo("one");
        write("pixels.conf", "a { site = two }");
        awaitReloads(1);
        assertThat(pixels.registry().of("a").site()).isEqualTo("two");
    }

    @Test
    void shouldSayWhereThereAreMoreFilesThanItLooksAt() throws IOException {
        int many = FileStamps.FILES_MAX; // and the file itself
        String includes = IntStream.range(0, many)
                .mapToObj(i -> "include \"" + i + ".conf\"")
                .collect(Collectors.joining("\n"));
        for (int i = 0; i < many; i++) {
            write(i + ".conf", "p" + i + " { site = s }");
        }

        PixelReload pixels = start("pixels { " + includes + " }");

        assertThat(pixels.registry().listed()).hasSize(many);
        assertThat(said).singleElement().asString().contains("more than 64 files", "changes of 1 of them");
        write("0.conf", "p0 { site = two }");
        awaitReloads(1);
        assertThat(pixels.registry().of("p0").site()).isEqualTo("two");
    }

    private PixelReload start(String text) throws IOException {
        write("collector.conf", "collector { " + text + " }");
        CollectorConfig config = CollectorConfig.load(directory.resolve("collector.conf"), Map.of());
        ErrorLog errors = new ErrorLog(InstantSource.system(), (line, cause) -> said.add(line));
        PixelReload started = new PixelReload(config.pixels(), Duration.ofMillis(5), meters, errors);
        reload = started;
        return started;
    }

    /** At once, as a whole. */
    private void write(String name, String text) throws IOException {
        Path whole = Files.writeString(directory.resolve("next"), text);
        Files.move(whole, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitReloads(long count) {
        await(() -> meters.count(CollectorMeter.PIXELS_RELOADED) == count);
    }

    private void await(Callable<Boolean> condition) {
        Awaitility.await(said.toString())
                .atMost(20, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
