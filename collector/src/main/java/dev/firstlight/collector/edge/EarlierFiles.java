package dev.firstlight.collector.edge;

import dev.firstlight.runtime.CannotStartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tracker's files of earlier releases, which an operator keeps in a directory, so that a page that pins one by its hash still gets it after an upgrade.
 * Read once at start and kept in memory; served as they are, since what makes Brotli is the tracker's build.
 *
 * <p>Failure: a file that is not what its name says would be refused by the very pages that it is for, so the collector does not start with one. Bounds: {@value
 * #FILES_MAX} files of at most {@value #FILE_BYTES_MAX} bytes.
 */
final class EarlierFiles {

    /** A release has ten scripts and modules: two dozen releases. */
    static final int FILES_MAX = 256;

    /** The largest of today has 12 KiB. */
    static final int FILE_BYTES_MAX = 65_536;

    /** As {@link TrackerFiles} names what is immutable, after whatever {@code script-name} there was. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}\\.[0-9a-f]{16}\\.m?js");

    private static final byte[] NOT_COMPRESSED = {};

    private EarlierFiles() {}

    /** Each under its name. Other names of the directory, and directories in it, are not looked at. */
    static List<TrackerFile> read(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> paths = entries.filter(EarlierFiles::isOne)
                    .sorted()
                    .limit(FILES_MAX + 1L)
                    .toList();
            if (paths.size() > FILES_MAX) {
                throw new CannotStartException(
                        "the directory of earlier scripts " + directory + " has more than " + FILES_MAX + " of them",
                        null);
            }
            return paths.stream().map(EarlierFiles::readOne).toList();
        } catch (IOException e) {
            throw new CannotStartException("the directory of earlier scripts cannot be read: " + e, e);
        }
    }

    private static boolean isOne(Path path) {
        return NAME.matcher(String.valueOf(path.getFileName())).matches() && Files.isRegularFile(path);
    }

    private static TrackerFile readOne(Path path) {
        String name = String.valueOf(path.getFileName());
        try (InputStream in = Files.newInputStream(path)) {
            byte[] plain = in.readNBytes(FILE_BYTES_MAX + 1);
            TrackerFile file = TrackerFile.of(name, plain, NOT_COMPRESSED, NOT_COMPRESSED);
            if (plain.length > FILE_BYTES_MAX) {
                throw new CannotStartException(
                        "the earlier script " + path + " has more than " + FILE_BYTES_MAX + " bytes", null);
            }
            if (!name.contains('.' + file.hash() + '.')) {
                throw new CannotStartException(
                        "the earlier script " + path + " is not what its name says: its hash is " + file.hash(), null);
            }
            return file;
        } catch (IOException e) {
            throw new CannotStartException("the earlier script " + path + " cannot be read: " + e, e);
        }
    }
}
