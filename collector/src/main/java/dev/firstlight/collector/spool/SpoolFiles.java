package dev.firstlight.collector.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The few things the spool asks of a file system, all within one directory; a port, so that tests can cut the power at each of them.
 *
 * <p>What survives a power cut: bytes appended before a {@link Appending#force} that returned, in files whose names were there at a
 * {@link #syncDirectory} that returned. Nothing else is relied upon. Threads: any; each {@link Appending} has one writer.
 */
public interface SpoolFiles {

    /** The directory on a real disk; made when it is not there. */
    static SpoolFiles onDisk(Path directory) throws IOException {
        return new DiskFiles(directory);
    }

    /** Names of the files that are there, in no order. */
    List<String> list() throws IOException;

    /** A new file to append to; an error when the name is taken. */
    Appending create(String name) throws IOException;

    /** An existing file to read, also while it is appended to. */
    SeekableByteChannel open(String name) throws IOException;

    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Makes creations, renamings and deletions so far survive a power cut. */
    void syncDirectory() throws IOException;

    /** Bytes that the disk has left for us. */
    long usableBytes() throws IOException;

    /**
     * Takes the directory for this process, until closed or the process ends.
     *
     * @throws SpoolBusyException when another has it
     */
    Closeable lock() throws IOException;

    /** A file that grows at its end. */
    interface Appending extends Closeable {

        /** Writes all that remains of {@code bytes}. */
        void append(ByteBuffer bytes) throws IOException;

        /** Returns when all that was appended survives a power cut. After it has thrown once, nothing can be known of this file. */
        void force() throws IOException;
    }
}
