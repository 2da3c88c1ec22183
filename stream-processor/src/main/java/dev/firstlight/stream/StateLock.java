package dev.firstlight.stream;

import dev.firstlight.runtime.SettingsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state directory is this process's own until closed; ends with the process, however it ends. */
final class StateLock implements AutoCloseable {

    private static final String FILE = "firstlight.lock";

    private final FileChannel channel;

    /** @throws SettingsException when the directory cannot be used or another process uses it */
    StateLock(Path directory) {
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw problem("the state directory " + directory + " cannot be used: " + e);
        }
        if (tryLock() == null) {
            closeQuietly();
            throw problem("the state directory " + directory
                    + " is in use by another stream processor; stop that one or set another state-directory");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private @Nullable FileLock tryLock() {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException | IOException e) {
            return null;
        }
    }

    private void closeQuietly() {
        try {
            channel.close();
        } catch (IOException e) {
            // the sentence about the lock is what matters
        }
    }

    private static SettingsException problem(String sentence) {
        return new SettingsException(List.of(sentence));
    }
}
