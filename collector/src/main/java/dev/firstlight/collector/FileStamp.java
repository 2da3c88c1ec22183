package dev.firstlight.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * How a file looked: two that are the same stand for the same content, written once. Content as well as time, since a file may be replaced
 * within the grain of the file system's clock, or by an older one.
 *
 * @param bytes its size, -1 when it could not be read
 */
record FileStamp(long modifiedMs, long bytes, long crc32c) {

    private static final FileStamp NONE = new FileStamp(0, -1, 0);

    static FileStamp of(Path file) {
        try {
            long modifiedMs = Files.getLastModifiedTime(file).toMillis();
            byte[] content = Files.readAllBytes(file);
            CRC32C crc = new CRC32C();
            crc.update(content, 0, content.length);
            return new FileStamp(modifiedMs, content.length, crc.getValue());
        } catch (IOException e) {
            return NONE;
        }
    }
}
