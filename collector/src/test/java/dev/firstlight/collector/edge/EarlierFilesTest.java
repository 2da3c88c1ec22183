package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.CannotStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Earlier files of the tracker: by their names and hashes only, no more than there is room for, and nothing else of their directory. */
final class EarlierFilesTest {

    private static final TrackerFile FILE = ServedFiles.earlier("void 'before';");

    @TempDir
    Path directory;

    private final List<String> said = new ArrayList<>();

    @Test
    void shouldReadScriptsAndModulesUnderWhateverNameTheyHad() throws IOException {
        List<String> names = List.of(
                "fl." + FILE.hash() + ".js",
                "fl-tcf." + FILE.hash() + ".js",
                "metrics." + FILE.hash() + ".mjs",
                "analytics.min." + FILE.hash() + ".js",
                "analytics.min-tcf." + FILE.hash() + ".js");
        for (String name : names) {
            Files.write(directory.resolve(name), FILE.plain());
        }

        assertThat(EarlierFiles.read(directory, said::add))
                .allSatisfy(file -> assertThat(file.plain()).isEqualTo(FILE.plain()))
                .extracting(TrackerFile::name)
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fl.js", "fl-lite.mjs", "analytics.min.js", "a.b-c_d.e.js"})
    void shouldReadWhatACollectorNamesImmutableUnderAnyScriptName(String scriptName) throws IOException {
        TrackerFiles before = new TrackerFiles(List.of(ServedFiles.file("fl.js", "void 'before';")), List.of());
        List<String> immutable = before.routes(scriptName).entrySet().stream()
                .filter(route -> route.getValue().isHashed())
                .map(Map.Entry::getKey)
                .toList();
        for (String name : immutable) {
            Files.write(directory.resolve(name), FILE.plain());
        }

        assertThat(EarlierFiles.read(directory, said::add))
                .extracting(TrackerFile::name)
                .containsExactlyElementsOf(immutable)
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fl.js",
                "fl.%s.js.br",
                "fl.%s.html",
                "fl.%s",
                ".%s.js",
                ".fl.%s.js",
                "robots.txt",
                "fl.%s.js~",
                "f l.%s.js",
                "fl.x%s.js"
            })
    void shouldNotLookAtWhatIsNamedOtherwise(String name) throws IOException {
        Files.write(directory.resolve(name.formatted(FILE.hash())), FILE.plain());

        assertThat(EarlierFiles.read(directory, said::add)).isEmpty();
    }

    @Test
    void shouldSayOnceWhatItDoesNotServe() throws IOException {
        for (String name : List.of("fl.js", FILE.name() + ".br", FILE.name(), ".hidden")) {
            Files.write(directory.resolve(name), FILE.plain());
        }
        Files.createDirectory(directory.resolve("old"));

        EarlierFiles.read(directory, said::add);

        assertThat(said)
                .singleElement()
                .asString()
                .contains("has 3 entries that are not served")
                .endsWith(": " + FILE.name() + ".br, fl.js, old");
    }

    @Test
    void shouldNameNoMoreThanTenOfThem() throws IOException {
        for (int i = 10; i < 21; i++) {
            Files.createFile(directory.resolve("fl" + i + ".txt"));
        }

        EarlierFiles.read(directory, said::add);

        assertThat(said)
                .singleElement()
                .asString()
                .contains("has 11 entries that are not served")
                .endsWith("fl18.txt, fl19.txt, …");
    }

    @Test
    void shouldNotLookIntoDirectories() throws IOException {
        Path inside = Files.createDirectory(directory.resolve(FILE.name()));
        Files.write(inside.resolve(FILE.name()), FILE.plain());

        assertThat(EarlierFiles.read(directory, said::add)).isEmpty();
    }

    @Test
    void shouldNotStartWithAFileThatIsNotWhatItsNameSays() throws IOException {
        Files.writeString(directory.resolve(FILE.name()), "void 'befo");

        assertThatThrownBy(() -> EarlierFiles.read(directory, said::add))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining(FILE.name())
                .hasMessageContaining("is not what its name says");
    }

    @Test
    void shouldTakeThatForTheHashWhichStandsWhereACollectorPutsIt() throws IOException {
        String name = "fl." + FILE.hash() + ".0123456789abcdef.js";
        Files.write(directory.resolve(name), FILE.plain());

        assertThatThrownBy(() -> EarlierFiles.read(directory, said::add))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("is not what its name says");
    }

    @Test
    void shouldNotStartWithAFileThatIsTooLarge() throws IOException {
        TrackerFile most = ServedFiles.earlier(" ".repeat(EarlierFiles.FILE_BYTES_MAX));
        Files.write(directory.resolve(most.name()), most.plain());
        assertThat(EarlierFiles.read(directory, said::add)).hasSize(1);
        TrackerFile more = ServedFiles.earlier(" ".repeat(EarlierFiles.FILE_BYTES_MAX + 1));
        Files.write(directory.resolve(more.name()), more.plain());

        assertThatThrownBy(() -> EarlierFiles.read(directory, said::add))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("has more than 65536 bytes");
    }

    @Test
    void shouldNotStartWithMoreFilesThanItHolds() throws IOException {
        for (int i = 0; i < EarlierFiles.FILES_MAX; i++) {
            Files.write(directory.resolve("fl-" + i + '.' + FILE.hash() + ".js"), FILE.plain());
        }
        assertThat(EarlierFiles.read(directory, said::add)).hasSize(EarlierFiles.FILES_MAX);
        Files.write(directory.resolve(FILE.name()), FILE.plain());

        assertThatThrownBy(() -> EarlierFiles.read(directory, said::add))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("has more than 256 of them");
    }

    @Test
    void shouldNotStartWithoutTheDirectoryThatTheSettingsName() {
        HttpConfig config = HttpConfigs.with(HttpConfigs.usual(), "earlierScripts", directory.resolve("none"));

        assertThatThrownBy(() -> TrackerFiles.load(config))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("none");
    }

    @Test
    void shouldServeThemBesideWhatIsBuilt() throws IOException {
        Files.write(directory.resolve(FILE.name()), FILE.plain());
        HttpConfig config = HttpConfigs.with(HttpConfigs.usual(), "earlierScripts", directory);

        assertThat(TrackerFiles.load(config).routes("metrics.js")).containsKeys("metrics.js", FILE.name());
        assertThat(TrackerFiles.load(HttpConfigs.usual()).routes("metrics.js")).doesNotContainKey(FILE.name());
    }
}
