package dev.firstlight.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/**
 * Delivery to files under a directory, named by their keys. A file is there whole or not at all, and it and its name are on the disk before
 * it counts as taken.
 *
 * <p>Failure: a disk that does not take it (full, read-only, gone) is unreachable, and is tried again. Threads: one at a time.
 */
final class FilesDelivery implements Delivery {

    private final Path directory;

    FilesDelivery(Path directory) {
        this.directory = directory;
    }

    @Override
    public Attempt deliver(List<RowRecord> records) {
        return InOrder.deliver(records, record -> {
            try {
                write(record);
                return null;
            } catch (IOException e) {
                return new Attempt(
                        Verdict.UNREACHABLE,
                        List.of(),
                        false,
                        directory + ": " + e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        });
    }

    @Override
    public void close() {
        // nothing is held between two files
    }

    private void write(RowRecord record) throws IOException {
        Path file = directory.resolve(record.key());
        Path folder = Objects.requireNonNull(file.getParent());
        Path unfinished = folder.resolve("." + file.getFileName() + ".unfinished");
        Files.createDirectories(folder);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(record.bytes());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
