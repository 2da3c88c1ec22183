package dev.firstlight.standalone.firehose;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * The bucket: a directory of gzip objects. An object appears whole, by a rename, or not at all; one of the same name is replaced.
 *
 * <p>Threads: the thread that delivers; it also calls the listener, with the name relative to the directory, after each rename. No fsync:
 * objects survive the death of the process, not that of the machine.
 */
public final class ObjectStore {

    private static final int COPY_BYTES = 1 << 16;

    private final Path directory;
    private final Consumer<String> listener;

    public ObjectStore(Path directory, Consumer<String> listener) {
        this.directory = directory;
        this.listener = listener;
    }

    /** Makes the object {@code name} out of the buffer's whole records. */
    BufferFile.Content write(String name, Path buffer) throws IOException {
        Path object = directory.resolve(name);
        Files.createDirectories(parent(object));
        Path unfinished = object.resolveSibling(object.getFileName() + ".tmp");
        BufferFile.Content content;
        try (OutputStream file = Files.newOutputStream(unfinished);
                OutputStream out = new GZIPOutputStream(new BufferedOutputStream(file, COPY_BYTES), COPY_BYTES)) {
            content = BufferFile.copy(buffer, out);
        }
        if (content.recordCount() == 0) {
            Files.delete(unfinished);
            return content;
        }
        Files.move(unfinished, object, StandardCopyOption.ATOMIC_MOVE);
        listener.accept(name);
        return content;
    }

    private static Path parent(Path object) throws IOException {
        Path parent = object.getParent();
        if (parent == null) {
            throw new IOException("an object needs a directory: " + object);
        }
        return parent;
    }
}
