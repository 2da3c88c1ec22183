package dev.firstlight.loadtest.faults;

import dev.firstlight.collector.spool.SpoolFiles;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Random;

/**
 * The spool's disk with its failure points, and one that forgets: appended bytes stay in this process until they are forced, so that its death
 * takes with it what a power cut would. May be full as well. Threads: as those of what it wraps.
 */
final class FaultyFiles implements SpoolFiles {

    private final SpoolFiles files;
    private final Tripwire tripwire;
    private volatile boolean isFull;

    FaultyFiles(SpoolFiles files, Tripwire tripwire) {
        this.files = files;
        this.tripwire = tripwire;
    }

    /** From now on nothing can be written, or again. */
    void full(boolean isNow) {
        isFull = isNow;
    }

    @Override
    public List<String> list() throws IOException {
        return files.list();
    }

    @Override
    public Appending create(String name) throws IOException {
        refuseWhenFull();
        Appending file = files.create(name);
        ByteArrayOutputStream unforced = new ByteArrayOutputStream();
        return new Appending() {
            @Override
            public void append(ByteBuffer bytes) throws IOException {
                refuseWhenFull();
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                unforced.writeBytes(copy);
                tripwire.pass(FailurePoint.AFTER_APPEND);
            }

            @Override
            public void force() throws IOException {
                refuseWhenFull();
                byte[] bytes = unforced.toByteArray();
                unforced.reset();
                tripwire.pass(FailurePoint.BEFORE_FSYNC, () -> tear(file, bytes));
                file.append(ByteBuffer.wrap(bytes));
                file.force();
                tripwire.pass(FailurePoint.AFTER_FSYNC);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public SeekableByteChannel open(String name) throws IOException {
        return files.open(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        files.delete(name);
        tripwire.pass(FailurePoint.DURING_TRIM);
    }

    @Override
    public void syncDirectory() throws IOException {
        files.syncDirectory();
    }

    @Override
    public long usableBytes() throws IOException {
        return isFull ? 0 : files.usableBytes();
    }

    @Override
    public Closeable lock() throws IOException {
        return files.lock();
    }

    private void refuseWhenFull() throws IOException {
        if (isFull) {
            throw new IOException("No space left on device");
        }
    }

    private static void tear(Appending file, byte[] bytes) {
        try {
            file.append(ByteBuffer.wrap(bytes, 0, new Random().nextInt(bytes.length + 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
