package dev.firstlight.stream.enrich;

import dev.firstlight.runtime.CannotStartException;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an operator's file says, read again when the file changes. Whoever has the old content goes on with it: it lives in memory and is
 * forgotten by its last reader.
 *
 * <p>Threads: {@link #get} any; {@link #look} one. Failure: a file that cannot be read at the start is a reason not to start; later the old
 * content stays, a counter says so and one line in the error log, until the file changes again. Memory: old and new for a moment.
 */
public final class WatchedFile<T> implements Supplier<T> {

    /** Reads a file whole. */
    @FunctionalInterface
    public interface Reader<T> {
        /** @throws IOException when the content is not what it should be, saying why */
        T read(InputStream in) throws IOException;
    }

    /** How a file looks from outside; what changes without changing this is not seen. */
    private record Stamp(long modifiedMs, long bytes) {
        static Stamp of(Path file) throws IOException {
            return new Stamp(Files.getLastModifiedTime(file).toMillis(), Files.size(file));
        }
    }

    private final Path file;
    private final Reader<T> reader;
    private final Meters meters;
    private final ErrorLog errors;
    private volatile T content;
    private @Nullable Stamp seen;

    /**
     * Reads the file a first time.
     *
     * @throws CannotStartException when it cannot be read
     */
    public WatchedFile(Path file, Reader<T> reader, Meters meters, ErrorLog errors) {
        this.file = file;
        this.reader = reader;
        this.meters = meters;
        this.errors = errors;
        try {
            seen = Stamp.of(file);
            content = read();
        } catch (IOException | RuntimeException e) {
            throw new CannotStartException(sentence(e), e);
        }
    }

    @Override
    public T get() {
        return content;
    }

    /** Reads it again when it has changed. */
    void look() {
        Stamp before = null;
        try {
            before = Stamp.of(file);
            if (before.equals(seen)) {
                return;
            }
            T read = read();
            if (before.equals(Stamp.of(file))) { // else it is being written: the next look takes it
                content = read;
                seen = before;
            }
        } catch (IOException | RuntimeException e) {
            refuse(before, e);
        }
    }

    private void refuse(@Nullable Stamp found, Exception e) {
        boolean isNew = seen != null; // a file that is gone has no stamp, and is told of once
        seen = found;
        if (found != null || isNew) {
            meters.add(StreamMeter.FILES_REFUSED);
            errors.report(sentence(e) + "; what it said before stays in force");
        }
    }

    private T read() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return reader.read(in);
        }
    }

    private String sentence(Exception e) {
        return "the file " + file + " cannot be used: "
                + (e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString());
    }
}
