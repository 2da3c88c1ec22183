package dev.firstlight.collector.event;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pixels by the bytes of a path, so that a request of a known pixel costs no String. Holds those that were asked for, by one registry: another
 * one empties it. Gives nothing for what the general path has to decide: pixels that are paused, retired or unknown, or that list origins.
 *
 * <p>Threads: one. Bounds: {@value #SLOTS} pixels; pixel ids may be anybody's invention, so a new one takes the place of another one near it,
 * which comes back when it is asked for: at worst each request costs what the general path costs. The hash is keyed, since clients choose ids.
 */
public final class PixelTable {

    /** A power of two: far above the pixels of one company, and 32 KiB of references. */
    static final int SLOTS = 8_192;

    private static final int SLOT_BITS = Integer.numberOfTrailingZeros(SLOTS);

    /** How far from its own place a pixel may stand, a power of two; a table half full hardly ever needs more than three. */
    private static final int PROBES = 8;

    private final long factor = new SecureRandom().nextLong() | 1;
    private final @Nullable PlainPixel[] slots = new @Nullable PlainPixel[SLOTS];
    private PixelPolicy.@Nullable Registry registry;
    private int nextDisplaced;
    private final Runnable onDisplaced;

    /** @param onDisplaced told each time that a pixel has to make room for another one */
    public PixelTable(Runnable onDisplaced) {
        this.onDisplaced = onDisplaced;
    }

    /** The pixel of these bytes by {@code pixels}, or none: then the general path takes the request. */
    @SuppressWarnings(
            "ReferenceEquality") // a registry that says the same is another reading all the same, and comparing maps is
    // dear
    public @Nullable PlainPixel of(PixelPolicy.Registry pixels, byte[] in, int from, int to) {
        if (pixels != registry) {
            Arrays.fill(slots, null);
            registry = pixels;
        }
        int home = home(in, from, to);
        for (int i = 0; i < PROBES; i++) {
            PlainPixel pixel = slots[home + i & SLOTS - 1];
            if (pixel == null) {
                return add(pixels, in, from, to, home + i & SLOTS - 1);
            }
            if (Arrays.equals(pixel.nameBytes(), 0, pixel.nameBytes().length, in, from, to)) {
                return pixel;
            }
        }
        nextDisplaced = nextDisplaced + 1 & PROBES - 1;
        return add(pixels, in, from, to, home + nextDisplaced & SLOTS - 1);
    }

    private @Nullable PlainPixel add(PixelPolicy.Registry pixels, byte[] in, int from, int to, int slot) {
        if (to - from > PixelId.LENGTH_MAX) {
            return null;
        }
        byte[] nameBytes = Arrays.copyOfRange(in, from, to);
        String name = new String(nameBytes, StandardCharsets.ISO_8859_1);
        if (!PixelId.isPixelId(name) || pixels.refusal(name) != null) {
            return null;
        }
        PixelPolicy policy = pixels.of(name);
        if (policy.status() != PixelPolicy.Status.ACTIVE || !policy.origins().isAny()) {
            return null;
        }
        if (slots[slot] != null) {
            onDisplaced.run();
        }
        PlainPixel added = new PlainPixel(name, nameBytes, policy.site().getBytes(StandardCharsets.US_ASCII), policy);
        slots[slot] = added;
        return added;
    }

    private int home(byte[] in, int from, int to) {
        long hash = factor;
        for (int i = from; i < to; i++) {
            hash = (hash ^ in[i]) * factor;
            hash ^= hash >>> 32;
        }
        return (int) (hash * factor >>> Long.SIZE - SLOT_BITS);
    }
}
