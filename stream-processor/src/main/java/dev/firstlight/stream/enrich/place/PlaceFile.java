package dev.firstlight.stream.enrich.place;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a file in MaxMind DB format says of addresses, each distinct answer read out of it once or so: many addresses share one.
 *
 * <p>Threads: any. Answers are kept in a table of {@value #KEPT} places by their position in the file, an answer of the same place taking
 * that of another: no lock, no list, and never more.
 */
public final class PlaceFile<T> {

    /** A power of two; every country of the world, and the cities that matter in an hour. */
    private static final int KEPT = 1 << 14;

    private static final int MULTIPLIER = 0x9E37_79B1; // 2^32 over the golden ratio

    /** Reads one answer. */
    @FunctionalInterface
    interface Layout<T> {
        /** What the record at {@code at} says, or none. */
        @Nullable
        T read(MmdbData data, int at);
    }

    /** Its fields are final: a thread that finds one in the table sees it whole. */
    private record Kept<T>(int at, @Nullable T answer) {}

    private final Mmdb file;
    private final Layout<T> layout;
    private final @Nullable Kept<?>[] kept = new Kept<?>[KEPT];

    private PlaceFile(Mmdb file, Layout<T> layout) {
        this.file = file;
        this.layout = layout;
    }

    static <T> PlaceFile<T> read(InputStream in, Layout<T> layout) throws IOException {
        return new PlaceFile<>(Mmdb.read(in), layout);
    }

    /** When the file was built, epoch seconds. */
    public long builtAtSeconds() {
        return file.builtAtSeconds();
    }

    /** What it says of an address in its 16-byte form, or none. */
    @Nullable
    T of(byte[] address) {
        int at = file.find(address);
        if (at == MmdbData.NONE) {
            return null;
        }
        int place = at * MULTIPLIER >>> (Integer.SIZE - Integer.numberOfTrailingZeros(KEPT));
        Kept<?> found = kept[place];
        if (found == null || found.at != at) {
            found = new Kept<>(at, layout.read(file.data(), at));
            kept[place] = found;
        }
        return answer(found);
    }

    /** Only answers of this file's layout are put into its table. */
    @SuppressWarnings("unchecked")
    private @Nullable T answer(Kept<?> found) {
        return (T) found.answer();
    }
}
