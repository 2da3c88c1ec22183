package dev.firstlight.collector.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/** Real files with something in the way. */
class FaultyFiles implements SpoolFiles {

    private final SpoolFiles real;

    FaultyFiles(SpoolFiles real) {
        this.real = real;
    }

    protected void beforeAppend(ByteBuffer bytes) throws IOException {
        // for tests to fail in
    }

    protected void beforeForce() throws IOException {
        // for tests to fail in
    }

    @Override
    public List<String> list() throws IOException {
        return real.list();
    }

    @Override
    public Appending create(String name) throws IOException {
        Appending made = real.create(name);
        return new Appending() {
            @Override
            public void append(ByteBuffer bytes) throws IOException {
                beforeAppend(bytes);
                made.append(bytes);
            }

            @Override
            public void force() throws IOException {
                beforeForce();
                made.force();
            }

            @Override
            public void close() throws IOException {
                made.close();
            }
        };
    }

    @Override
    public SeekableByteChannel open(String name) throws IOException {
        return real.open(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public void syncDirectory() throws IOException {
        real.syncDirectory();
    }

    @Override
    public long usableBytes() throws IOException {
        return real.usableBytes();
    }

    @Override
    public Closeable lock() throws IOException {
        return real.lock();
    }
}
