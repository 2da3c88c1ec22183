package dev.firstlight.schema;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes a finished pack smaller: a zstd frame (RFC 8878) of the plain bytes, which tells its content's size, or the plain bytes where that is no
 * smaller. The two differ in their first byte, so that readers need no word about it: {@code 28 b5 2f fd} against Avro's {@code c3 01}.
 *
 * <p>Here and not in the Kafka client, which makes and frees a compressor of a megabyte for each batch; this one is kept, knows each pack's size
 * beforehand, and what it made is small in the spool as well. Figures: {@code deploy/decisions/0005-what-a-pixel-costs.md}.
 *
 * <p>Threads: one. Memory: two native contexts of some 100 KiB each, freed by {@link #close}; one array as long as the longest pack.
 */
public final class PackCompressor implements AutoCloseable {

    /** Below it the frame's own bytes eat up what is won. */
    private static final int WORTH_BYTES = 128;

    /**
     * Packs below it, a dozen events, are those of few connections. There a level above zero costs twice the time for a quarter less of what
     * is little anyway.
     */
    private static final int SMALL_BYTES = 8_192;

    private static final int LEVEL_OF_SMALL = -5;

    private static final byte[] MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private final ZstdCompressCtx context;
    private final ZstdCompressCtx contextOfSmall;
    private byte[] frame = new byte[8_192];
    private boolean isClosed;

    /** @param level as zstd counts: 1 and above, or below zero for less time and larger packs */
    public PackCompressor(int level) {
        context = context(level);
        contextOfSmall = context(Math.min(level, LEVEL_OF_SMALL));
    }

    private static ZstdCompressCtx context(int level) {
        ZstdCompressCtx made = new ZstdCompressCtx();
        made.setLevel(level);
        made.setContentSize(true);
        made.setChecksum(false); // Kafka and the spool have theirs
        return made;
    }

    /** The pack in the first {@code length} bytes, in an array of its own. */
    byte[] compress(byte[] plain, int length) {
        if (isClosed || length < WORTH_BYTES) {
            return Arrays.copyOf(plain, length);
        }
        int room = (int) Zstd.compressBound(length);
        if (frame.length < room) {
            frame = new byte[room];
        }
        ZstdCompressCtx used = length < SMALL_BYTES ? contextOfSmall : context;
        int size = used.compressByteArray(frame, 0, frame.length, plain, 0, length);
        return size < length ? Arrays.copyOf(frame, size) : Arrays.copyOf(plain, length);
    }

    /** Frees the context; packs are plain from here on. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            context.close();
            contextOfSmall.close();
        }
    }

    /** The plain bytes of a pack, compressed or not. */
    public static byte[] plain(byte[] pack) throws UnreadableException {
        if (!isCompressed(pack)) {
            return pack;
        }
        long size = Zstd.getFrameContentSize(pack);
        if (size <= 0 || size > Topic.RAW.recordBytesMax()) {
            throw new UnreadableException(Refusal.RECORD_UNREADABLE, "a compressed pack of no or too great a size");
        }
        byte[] plain = new byte[(int) size];
        try {
            if (Zstd.decompressByteArray(plain, 0, plain.length, pack, 0, pack.length) == size) {
                return plain;
            }
        } catch (ZstdException e) {
            // damaged: as below
        }
        throw new UnreadableException(Refusal.RECORD_UNREADABLE, "a compressed pack that cannot be inflated");
    }

    public static boolean isCompressed(byte @Nullable [] pack) {
        return pack != null
                && pack.length > MAGIC.length
                && Arrays.equals(pack, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }
}
