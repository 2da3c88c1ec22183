package dev.firstlight.standalone.up;

import dev.firstlight.runtime.CannotStartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The data of a local run, held by one process: the lock ends with the process, however it ends.
 */
public final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel lockFile;

    /** @throws BusyException when another run holds it */
    public DataDirectory(Path path) {
        this.path = path;
        try {
            Files.createDirectories(path);
            lockFile = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock() == null) {
                String holder = Files.readString(path.resolve("lock"), StandardCharsets.UTF_8)
                        .strip();
                lockFile.close();
                throw new BusyException("another run (process " + holder + ") uses " + path.toAbsolutePath()
                        + "; stop it, or set another data-directory");
            }
            lockFile.truncate(0);
            byte[] pid = String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
            lockFile.write(ByteBuffer.wrap(pid), 0);
        } catch (IOException e) {
            throw new BusyException("the data directory " + path.toAbsolutePath() + " cannot be used: " + e);
        }
    }

    public Path path(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    private @Nullable FileLock tryLock() throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException e) { // this very process has it already
            return null;
        }
    }

    /** The directory is not ours to use; the message is a sentence for the person at the terminal. */
    public static final class BusyException extends CannotStartException {
        private static final long serialVersionUID = 1L;

        BusyException(String sentence) {
            super(sentence, null);
        }
    }
}
