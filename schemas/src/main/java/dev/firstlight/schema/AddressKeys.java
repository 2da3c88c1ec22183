package dev.firstlight.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The random keys of the days, read from a directory that somebody else fills ahead and empties behind: {@code 2026-11-22.key}, 64
 * bytes, 32 for sealing and 32 for hashing. A key is never derived from another, so an erased one is gone.
 *
 * <p>Threads: any. A day's key is looked for at most once a second while it is missing, and looked at again every
 * {@value #LOOK_AGAIN_MS} ms while it is there, so that an erased key is forgotten; both are one small read, done by the caller.
 */
public final class AddressKeys {

    /** Bytes of a key file. */
    public static final int FILE_BYTES = 64;

    private static final long LOOK_AGAIN_MS = 60_000;
    private static final long LOOK_FOR_MISSING_MS = 1_000;

    private record Looked(@Nullable DayKey key, long atMs) {}

    private final Path directory;
    private final InstantSource clock;
    private final Map<Integer, Looked> days = new ConcurrentHashMap<>();

    public AddressKeys(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** The key of a UTC day (days since 1970-01-01), or none: then no address is sealed, opened or hashed. */
    public @Nullable DayKey ofDay(int day) {
        long nowMs = clock.millis();
        Looked looked = days.get(day);
        long again = looked == null || looked.key() == null ? LOOK_FOR_MISSING_MS : LOOK_AGAIN_MS;
        if (looked == null || nowMs - looked.atMs() >= again) {
            looked = new Looked(read(day), nowMs);
            days.put(day, looked);
            days.keySet().removeIf(other -> Math.abs(other - day) > 7);
        }
        return looked.key();
    }

    /** Where the key of a day is expected. */
    public static Path fileOf(Path directory, int day) {
        return directory.resolve(LocalDate.ofEpochDay(day) + ".key");
    }

    private @Nullable DayKey read(int day) {
        try {
            byte[] bytes = Files.readAllBytes(fileOf(directory, day));
            return bytes.length == FILE_BYTES ? new DayKey(day, bytes) : null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            return null; // unreadable is as good as absent: the meters of the callers count it
        }
    }
}
