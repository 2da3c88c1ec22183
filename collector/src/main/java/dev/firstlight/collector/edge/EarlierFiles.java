package dev.firstlight.collector.edge;

import dev.firstlight.runtime.CannotStartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tracker's files of earlier releases, which an operator keeps in a directory, so that a page that pins one by its hash still gets it after an upgrade.
 * Read once at start and kept in memory; served as they are, since what makes Brotli is the tracker's build.
 *
 * <p>Failure: a file that is not what its name says would be refused by the very pages that it is for, so the collector does not start with one. Bounds: {@value
 * #FILES_MAX} files of at most {@value #FILE_BYTES_MAX} bytes. What is there under other names is not served, which one line says at start.
 */
final class EarlierFiles {

    /** A release has ten scripts and modules: two dozen releases. */
    static final int FILES_MAX = 256;

    /** The largest of today has 12 KiB. */
    static final int FILE_BYTES_MAX = 65_536;

    /** As {@link TrackerFiles} names what is immutable, after whatever {@code script-name} there was (64 characters at most), as long as that ended in .js; in it, the hash. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}\\.([0-9a-f]{16})\\.m?js");

    /** Enough to see what is wrong with them. */
    private static final int NAMES_SAID_MAX = 10;

    private static final byte[] NOT_COMPRESSED = {};

    private EarlierFiles() {}

    /**
     * Each under its name. Other names of the directory, and directories in it, are not looked at.
     *
     * @param log takes the line that names those which are not served; such as begin with a point are hidden, and nobody meant them
     */
    static List<TrackerFile> read(Path directory, Consumer<String> log) {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> paths = entries.sorted().toList();
            List<Path> earlier = paths.stream().filter(EarlierFiles::isOne).toList();
            if (earlier.size() > FILES_MAX) {
                throw new CannotStartException(
                        "the directory of earlier scripts " + directory + " has more than " + FILES_MAX + " of them",
                        null);
            }
            sayOthers(directory, paths, log);
            return earlier.stream().map(EarlierFiles::readOne).toList();
        } catch (IOException e) {
            throw new CannotStartException("the directory of earlier scripts cannot be read: " + e, e);
        }
    }

    private static void sayOthers(Path directory, List<Path> paths, Consumer<String> log) {
        List<String> names = paths.stream()
                .filter(path -> !isOne(path))
                .map(EarlierFiles::name)
                .filter(name -> !name.startsWith("."))
                .toList();
        if (!names.isEmpty()) {
            log.accept("the directory of earlier scripts " + directory + " has " + names.size()
                    + " entries that are not served, since they are not named as NAME.<16 hex digits>.js or .mjs: "
                    + names.stream().limit(NAMES_SAID_MAX).collect(Collectors.joining(", "))
                    + (names.size() > NAMES_SAID_MAX ? ", …" : ""));
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static boolean isOne(Path path) {
        return NAME.matcher(name(path)).matches() && Files.isRegularFile(path);
    }

    private static TrackerFile readOne(Path path) {
        String name = name(path);
        try (InputStream in = Files.newInputStream(path)) {
            byte[] plain = in.readNBytes(FILE_BYTES_MAX + 1);
            TrackerFile file = TrackerFile.of(name, plain, NOT_COMPRESSED, NOT_COMPRESSED);
            if (plain.length > FILE_BYTES_MAX) {
                throw new CannotStartException(
                        "the earlier script " + path + " has more than " + FILE_BYTES_MAX + " bytes", null);
            }
            Matcher named = NAME.matcher(name);
            if (!named.matches() || !named.group(1).equals(file.hash())) {
                throw new CannotStartException(
                        "the earlier script " + path + " is not what its name says: its hash is " + file.hash(), null);
            }
            return file;
        } catch (IOException e) {
            throw new CannotStartException("the earlier script " + path + " cannot be read: " + e, e);
        }
    }
}
