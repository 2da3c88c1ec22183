package dev.firstlight.loadtest.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Counts the lines of a log that another process appends to, and empties it each time it is counted: minutes of nginx at full speed would
 * fill the disk. Asked while nothing is written. Threads: one.
 */
final class LogLines {

    private static final int PIECE_BYTES = 1 << 20;

    private final Path log;
    private long counted;

    LogLines(Path log) {
        this.log = log;
    }

    /** Lines so far, those that are gone included. */
    long count() throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            byte[] piece = new byte[PIECE_BYTES];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                for (int i = 0; i < read; i++) {
                    counted += piece[i] == '\n' ? 1 : 0;
                }
            }
        }
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            file.truncate(0); // it is opened for appending over there, so the next line is the first
        }
        return counted;
    }
}
