package dev.firstlight.stream.event;

import dev.firstlight.schema.avro.RawEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a request said of its browser, as the bytes that came: User-Agent and the client hints that browsers send unasked. Equal when all
 * bytes are, and the hash is computed once, so that it is the key under which answers are remembered without becoming text for each event.
 *
 * <p>The hash begins with a random number of the process, so that nobody can choose headers that meet in one bucket. Bounds: what is longer
 * than the edge lets through is cut, as {@code firstlight.raw} may hold anything. Threads: any; the bytes must not change.
 */
public final class RequestHeaders {

    /** A request that said nothing. */
    public static final RequestHeaders NONE = new RequestHeaders(null, null, null, null, null);

    /** As the edge bounds them, see {@code RawEvent}. */
    private static final int USER_AGENT_BYTES_MAX = 1_024;

    private static final int BRANDS_BYTES_MAX = 512;
    private static final int MOBILE_BYTES_MAX = 16;
    private static final int PLATFORM_BYTES_MAX = 64;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long SEED = new SplittableRandom().nextLong();

    /** Odd, with bits all over: 2^64 over the golden ratio. */
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private static final int NOT_COMPUTED = 0;

    private final @Nullable ByteBuffer userAgent;
    private final @Nullable ByteBuffer brands;
    private final @Nullable ByteBuffer mobile;
    private final @Nullable ByteBuffer platform;

    /** How long each is, and which are not there: most of what tells headers apart. */
    private final long lengths;

    /** The bytes of all, one header behind the other, where they were copied: a comparison then touches one array instead of eight objects. */
    private final byte @Nullable [] packed;

    private int hash; // as String has it: computed by whoever comes first, the same for all

    private RequestHeaders(
            @Nullable ByteBuffer userAgent,
            @Nullable ByteBuffer brands,
            @Nullable ByteBuffer mobile,
            @Nullable ByteBuffer platform,
            byte @Nullable [] packed) {
        this.userAgent = userAgent;
        this.brands = brands;
        this.mobile = mobile;
        this.platform = platform;
        this.packed = packed;
        this.lengths = length(userAgent) << 48 | length(brands) << 32 | length(mobile) << 16 | length(platform);
    }

    /** Those of an event; its buffers are not copied. */
    public static RequestHeaders of(RawEvent raw) {
        return of(raw.getUserAgent(), raw.getChUa(), raw.getChUaMobile(), raw.getChUaPlatform());
    }

    /**
     * Of buffers that stay as they are.
     *
     * @param brands header Sec-CH-UA; the others are named after theirs
     */
    public static RequestHeaders of(
            @Nullable ByteBuffer userAgent,
            @Nullable ByteBuffer brands,
            @Nullable ByteBuffer mobile,
            @Nullable ByteBuffer platform) {
        return new RequestHeaders(
                bounded(userAgent, USER_AGENT_BYTES_MAX),
                bounded(brands, BRANDS_BYTES_MAX),
                bounded(mobile, MOBILE_BYTES_MAX),
                bounded(platform, PLATFORM_BYTES_MAX),
                null);
    }

    public @Nullable ByteBuffer userAgent() {
        return userAgent;
    }

    /** Header Sec-CH-UA. */
    public @Nullable ByteBuffer brands() {
        return brands;
    }

    /** Header Sec-CH-UA-Mobile. */
    public @Nullable ByteBuffer mobile() {
        return mobile;
    }

    /** Header Sec-CH-UA-Platform. */
    public @Nullable ByteBuffer platform() {
        return platform;
    }

    public boolean hasHints() {
        return brands != null || mobile != null || platform != null;
    }

    public RequestHeaders withoutHints() {
        return hasHints() ? new RequestHeaders(userAgent, null, null, null, null) : this;
    }

    /** The same in memory of its own, for keeping: the bytes of an event may be a part of its whole pack. */
    public RequestHeaders copy() {
        ByteBuffer all = ByteBuffer.allocate(size(userAgent) + size(brands) + size(mobile) + size(platform));
        return new RequestHeaders(
                into(all, userAgent), into(all, brands), into(all, mobile), into(all, platform), all.array());
    }

    @Override
    public int hashCode() {
        if (hash == NOT_COMPUTED) {
            long mixed = mix(mix(mix(mix(SEED, userAgent), brands), mobile), platform);
            int folded = (int) (mixed ^ mixed >>> Integer.SIZE);
            hash = folded == NOT_COMPUTED ? 1 : folded;
        }
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof RequestHeaders that
                        && hashCode() == that.hashCode()
                        && lengths == that.lengths
                        && hasBytesOf(that);
    }

    /** As each has the same length, what is behind one another is to be the same. */
    private boolean hasBytesOf(RequestHeaders that) {
        byte[] bytes = that.packed == null ? that.copy().array() : that.packed;
        int brandsAt = size(userAgent);
        int mobileAt = brandsAt + size(brands);
        int platformAt = mobileAt + size(mobile);
        return isAt(bytes, 0, userAgent)
                && isAt(bytes, brandsAt, brands)
                && isAt(bytes, mobileAt, mobile)
                && isAt(bytes, platformAt, platform);
    }

    private static boolean isAt(byte[] bytes, int at, @Nullable ByteBuffer header) {
        if (header == null) {
            return true;
        }
        int from = header.arrayOffset() + header.position();
        int length = header.remaining();
        return Arrays.equals(header.array(), from, from + length, bytes, at, at + length);
    }

    private byte[] array() {
        return Objects.requireNonNull(packed);
    }

    /** Eight bytes at a time; {@link ByteBuffer#hashCode} takes them one by one, some 100 ns for a browser's text. */
    private static long mix(long start, @Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return (start ^ -1) * MULTIPLIER;
        }
        byte[] bytes = buffer.array();
        int at = buffer.arrayOffset() + buffer.position();
        int end = at + buffer.remaining();
        long mixed = (start ^ buffer.remaining()) * MULTIPLIER;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            mixed = ((mixed ^ (long) LONGS.get(bytes, at)) * MULTIPLIER);
            mixed ^= mixed >>> Integer.SIZE;
        }
        for (; at < end; at++) {
            mixed = (mixed ^ bytes[at]) * MULTIPLIER;
        }
        return mixed ^ mixed >>> Integer.SIZE;
    }

    private static @Nullable ByteBuffer bounded(@Nullable ByteBuffer buffer, int bytesMax) {
        if (buffer == null || buffer.remaining() <= bytesMax && buffer.hasArray()) {
            return buffer;
        }
        ByteBuffer cut = buffer.slice(buffer.position(), Math.min(bytesMax, buffer.remaining()));
        return ByteBuffer.allocate(cut.remaining()).put(cut).flip();
    }

    /** Puts a header's bytes behind those that are there, and is the part of it that they take. */
    private static @Nullable ByteBuffer into(ByteBuffer all, @Nullable ByteBuffer header) {
        if (header == null) {
            return null;
        }
        int at = all.position();
        all.put(header.duplicate());
        return all.slice(at, header.remaining());
    }

    private static int size(@Nullable ByteBuffer header) {
        return header == null ? 0 : header.remaining();
    }

    /** One more than it is, as 0 is for what is not there; below 2^16 by the bounds. */
    private static long length(@Nullable ByteBuffer header) {
        return header == null ? 0 : header.remaining() + 1;
    }
}
