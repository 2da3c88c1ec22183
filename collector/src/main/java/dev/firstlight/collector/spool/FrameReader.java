package dev.firstlight.collector.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment frame by frame, and past damage to the next whole frame.
 *
 * <p>Proof: {@code FrameReaderTest} flips every byte of a segment and cuts it at every length; all other frames come out. After damage each
 * following offset is tried; the salt keeps bytes inside a pack from passing for a frame, and a budget keeps bytes that look like
 * many long frames from costing more than {@value #SEARCH_FACTOR} times the segment: the rest counts as damaged then. Threads: one. Memory: one
 * window of 2 MiB.
 */
public final class FrameReader implements Closeable {

    /** Bytes whose checksum may be tried in vain, in segments' lengths. */
    static final long SEARCH_FACTOR = 64;

    private static final int WINDOW_BYTES = 2 * (Frame.PACK_BYTES_MAX + Frame.HEADER_BYTES);

    /** Told of bytes that are in no whole frame. */
    @FunctionalInterface
    public interface Damage {
        void found(long from, long to);
    }

    private final SeekableByteChannel channel;
    private final long salt;
    private final long end;
    private final Damage damage;
    private final ByteBuffer window;
    private long windowStart;
    private long position;
    private long searchBytesLeft;

    /**
     * Reads {@code [from, end)}.
     *
     * @param channel owned from here on
     */
    public FrameReader(SeekableByteChannel channel, long salt, long from, long end, Damage damage) {
        this.channel = channel;
        this.salt = salt;
        this.end = end;
        this.damage = damage;
        this.position = from;
        this.windowStart = from;
        this.window = ByteBuffer.allocate((int) Math.min(end - from, WINDOW_BYTES)); // small segments are many
        this.searchBytesLeft = SEARCH_FACTOR * Math.max(end - from, Frame.PACK_BYTES_MAX);
        window.limit(0);
    }

    /** The next whole frame, or none at the end. */
    public @Nullable Frame next() throws IOException {
        long from = position;
        while (position < end) {
            Frame frame = searchBytesLeft > 0 ? frameAt(position) : null;
            if (frame != null) {
                tell(from);
                position = frame.end();
                return frame;
            }
            position = searchBytesLeft > 0 ? position + 1 : end;
        }
        tell(from);
        return null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void tell(long from) {
        if (position > from) {
            damage.found(from, position);
        }
    }

    private @Nullable Frame frameAt(long offset) throws IOException {
        if (end - offset < Frame.HEADER_BYTES || !fill(offset, Frame.HEADER_BYTES)) {
            return null;
        }
        int at = (int) (offset - windowStart);
        int length = window.getInt(at);
        int partition = window.getInt(at + 8);
        boolean isPlausible = length > 0
                && length <= Frame.PACK_BYTES_MAX
                && partition >= 0
                && partition < Frame.PARTITIONS_MAX
                && end - offset - Frame.HEADER_BYTES >= length;
        if (!isPlausible || !fill(offset, Frame.HEADER_BYTES + length)) {
            return null;
        }
        at = (int) (offset - windowStart);
        ByteBuffer pack = window.slice(at + Frame.HEADER_BYTES, length);
        if (Frame.checksum(salt, partition, pack.duplicate()) != window.getInt(at + 4)) {
            searchBytesLeft -= length;
            return null;
        }
        byte[] bytes = new byte[length];
        pack.get(bytes);
        return new Frame(offset, partition, bytes);
    }

    /** Whether {@code bytes} from {@code offset} on are in the window now. */
    private boolean fill(long offset, int bytes) throws IOException {
        if (offset + bytes <= windowStart + window.limit()) {
            return true;
        }
        windowStart = offset;
        window.clear();
        channel.position(offset);
        boolean isOpenEnded = true;
        while (window.hasRemaining() && isOpenEnded) {
            isOpenEnded = channel.read(window) >= 0;
        }
        window.flip();
        return window.limit() >= bytes;
    }
}
