package dev.firstlight.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.Refusal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real files and the real thread, looking often. */
final class PixelReloadTest {

    private static final Duration OFTEN = Duration.ofMillis(5);

    @TempDir
    private Path directory;

    private final Meters meters = new Meters("collector", CollectorMeter.class);
    private final List<String> said = new CopyOnWriteArrayList<>();
    private Path file;
    private PixelReload reload;

    @BeforeEach
    void start() throws IOException {
        file = directory.resolve("collector.conf");
        write("pixels { a { site = one } }");
        reload = start(Map.of());
    }

    @AfterEach
    void close() {
        reload.close();
    }

    @Test
    void shouldTakeAChangeOverWithoutARestart() throws IOException {
        PixelPolicy.Registry before = reload.registry();

        write(
                "accept-unknown = false, pixel-defaults { consent = required }, pixels { a { site = two, status = paused }, b {} }");

        awaitReloads(1);
        PixelPolicy.Registry after = reload.registry();
        assertThat(after.of("a").site()).isEqualTo("two");
        assertThat(after.of("a").status()).isEqualTo(PixelPolicy.Status.PAUSED);
        assertThat(after.of("b").consent()).isEqualTo(PixelPolicy.ConsentPolicy.REQUIRED);
        assertThat(after.refusal("c")).isEqualTo(Refusal.PIXEL_UNKNOWN);
        assertThat(before.of("a").site()).isEqualTo("one");
        assertThat(said).isEmpty();
    }

    @Test
    void shouldSurviveAFileThatIsTooDeepForItsThread() throws IOException {
        String deep = "a {".repeat(100_000);

        write("pixels { " + deep + "}".repeat(100_000) + " }");
        await(() -> meters.count(CollectorMeter.PIXELS_RELOAD_REFUSED) == 1);
        write("pixels { a { site = two } }");

        awaitReloads(1);
        assertThat(reload.registry().of("a").site()).isEqualTo("two");
        assertThat(said).singleElement().asString().contains("the pixels stay as they were", "StackOverflowError");
    }

    @Test
    void shouldSurviveAFileThatIsTooLargeForAnArray() throws IOException {
        makeLargerThanAnArray(file);
        await(() -> !said.isEmpty());

        write("pixels { a { site = two } }");

        awaitReloads(1);
        assertThat(reload.registry().of("a").site()).isEqualTo("two");
        assertThat(said).singleElement().asString().contains("looking at", "failed, and is tried again");
    }

    /** A hole: it takes no place on the disk, and reading it fails with an Error at once. */
    private static void makeLargerThanAnArray(Path file) throws IOException {
        try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
            hole.setLength(Integer.MAX_VALUE + 1L);
        }
    }

    @Test
    void shouldTakeAFileThatWasPutInItsPlace() throws IOException {
        Path other = Files.writeString(directory.resolve("new.conf"), "collector { pixels { a { site = two } } }");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file)); // its content alone tells
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        awaitReloads(1);
        assertThat(reload.registry().of("a").site()).isEqualTo("two");
    }

    @Test
    void shouldReadAFileAgainThatWasOnlyTouched() throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));

        awaitReloads(1);
        assertThat(reload.registry().of("a").site()).isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pixels { a { site = two, status = sleeping } }",
                "pixels { a { site = two, colour = red } }",
                "pixels { a { site = two",
                "pixels { a { site = two, origins = [\"shop.example\"] } }",
                "pixels { a { site = two } }, accept-unknown = maybe",
                "pixels { a { site = two } }, http { port = 99999 }"
            })
    void shouldKeepTheOldRegistryWhereTheFileIsBroken(String text) throws IOException {
        write(text);

        await(() -> meters.count(CollectorMeter.PIXELS_RELOAD_REFUSED) == 1);
        assertThat(reload.registry().of("a").site()).isEqualTo("one");
        assertThat(meters.count(CollectorMeter.PIXELS_RELOADED)).isZero();
        assertThat(said)
                .singleElement()
                .asString()
                .contains(file.toString(), "the pixels stay as they were")
                .doesNotContain("\n");
    }

    @Test
    void shouldNameTheKeyAndItsPlaceInOneLineForEachBrokenFile() throws IOException {
        write("pixels { a { status = sleeping, gpc = sometimes } }");
        await(() -> meters.count(CollectorMeter.PIXELS_RELOAD_REFUSED) == 1);

        assertThat(said)
                .singleElement()
                .asString()
                .contains("collector.pixels.a.status: ", "is one of [active, paused, retired]")
                .contains("collector.pixels.a.gpc: ", "collector.conf: 1");

        write("pixels { a { site = mended } }");
        awaitReloads(1);
        assertThat(reload.registry().of("a").site()).isEqualTo("mended");
        assertThat(meters.count(CollectorMeter.PIXELS_RELOAD_REFUSED)).isEqualTo(1);
    }

    @Test
    void shouldKeepTheOldRegistryWhereTheFileIsGone() throws IOException {
        Files.delete(file);

        await(() -> meters.count(CollectorMeter.PIXELS_RELOAD_REFUSED) == 1);
        assertThat(reload.registry().of("a").site()).isEqualTo("one");
        assertThat(said).singleElement().asString().contains("no such file");
    }

    @Test
    void shouldLeaveOtherSettingsAsTheyWereAndSayItOnce() throws IOException {
        write("pixels { a { site = two } }, http { port = 1234 }");
        awaitReloads(1);
        write("pixels { a { site = three } }, http { port = 1234 }");
        awaitReloads(2);

        assertThat(reload.registry().of("a").site()).isEqualTo("three");
        assertThat(said).singleElement().asString().contains(file.toString(), "take a restart");
        assertThat(reload.effective())
                .contains("\"site\" : \"three\"", "\"port\" : 8080")
                .doesNotContain("1234");
    }

    @Test
    void shouldLetTheEnvironmentOverrideTheChangedFileAsAtStart() throws IOException {
        reload.close();
        reload = start(Map.of("COLLECTOR_ACCEPT_UNKNOWN", "false"));

        write("accept-unknown = true, pixels { b {} }");

        awaitReloads(1);
        assertThat(reload.registry().refusal("a")).isEqualTo(Refusal.PIXEL_UNKNOWN);
        assertThat(reload.registry().refusal("b")).isNull();
    }

    @Test
    void shouldSeeAChangeBetweenTheReadingAtStartAndItsFirstLook() throws IOException {
        PixelSettings early = CollectorConfig.load(file, Map.of()).pixels();
        reload.close();
        write("pixels { a { site = two } }");

        reload = new PixelReload(early, OFTEN, meters, errors());

        awaitReloads(1);
        assertThat(reload.registry().of("a").site()).isEqualTo("two");
    }

    @Test
    void shouldHaveNothingToLookAtWithoutAFile() {
        try (PixelReload none =
                new PixelReload(CollectorConfig.load(null, Map.of()).pixels(), OFTEN, meters, errors())) {
            assertThat(none.registry().of("a").site()).isEqualTo("a");
            assertThat(none.effective()).contains("\"accept-unknown\" : true");
        }
    }

    private PixelReload start(Map<String, String> env) {
        return new PixelReload(CollectorConfig.load(file, env).pixels(), OFTEN, meters, errors());
    }

    private ErrorLog errors() {
        return new ErrorLog(InstantSource.system(), (text, cause) -> said.add(text));
    }

    private void write(String text) throws IOException {
        Path whole = Files.writeString(directory.resolve("next.conf"), "collector { " + text + " }");
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
