package dev.firstlight.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The random keys of the days, read from a directory that somebody else fills ahead and empties behind: {@code 2026-11-22.key}, 64
 * bytes, 32 for sealing and 32 for hashing. A key is never derived from another, so an erased one is gone.
 *
 * <p>Threads: any. A day's key is looked for at most once a second while it is missing, and looked at again every
 * {@value #LOOK_AGAIN_MS} ms while it is there, so that an erased key is forgotten; both are two small reads.
 */
public final class AddressKeys {

    /** Bytes of a key file. */
    public static final int FILE_BYTES = 64;

    private static final long MS_PER_DAY = 86_400_000;
    private static final long LOOK_AGAIN_MS = 60_000;
    private static final long LOOK_FOR_MISSING_MS = 1_000;

    private record Looked(int day, @Nullable DayKey key, long atMs) {
        boolean isDue(long nowMs) {
            return nowMs - atMs >= (key == null ? LOOK_FOR_MISSING_MS : LOOK_AGAIN_MS);
        }
    }

    private final Path directory;
    private final InstantSource clock;
    private final @Nullable Executor reading;
    private final AtomicBoolean isReading = new AtomicBoolean();
    private final Map<Integer, Looked> days = new ConcurrentHashMap<>();

    /** What was asked for last: nearly always the same day, and then no number is boxed for each event. */
    private volatile @Nullable Looked recent;

    /** Keys that the caller's own thread reads, for callers that may wait for a disk. */
    public AddressKeys(Path directory, InstantSource clock) {
        this(directory, clock, null);
    }

    /**
     * Keys that {@code reading} reads, for callers that may not wait: {@link #ofDay} answers what was read last. Today's and tomorrow's keys
     * are read here and now, and tomorrow's again with each look, so that midnight finds its key.
     */
    public AddressKeys(Path directory, InstantSource clock, @Nullable Executor reading) {
        this.directory = directory;
        this.clock = clock;
        this.reading = reading;
        if (reading != null) {
            lookAhead((int) (clock.millis() / MS_PER_DAY));
        }
    }

    /** The key of a UTC day (days since 1970-01-01), or none: then no address is sealed, opened or hashed. */
    public @Nullable DayKey ofDay(int day) {
        long nowMs = clock.millis();
        Looked looked = recent;
        if (looked == null || looked.day() != day || looked.isDue(nowMs)) {
            looked = find(day, nowMs);
            recent = looked;
        }
        return looked == null ? null : looked.key();
    }

    private @Nullable Looked find(int day, long nowMs) {
        Looked looked = days.get(day);
        if (looked == null || looked.isDue(nowMs)) {
            if (reading == null) {
                look(day);
            } else if (isReading.compareAndSet(false, true)) {
                readElsewhere(reading, day);
            }
            looked = days.get(day);
        }
        return looked;
    }

    /** Failure: what was read last stays in force, and the next caller that finds it due has it read again. */
    private void readElsewhere(Executor reading, int day) {
        try {
            reading.execute(() -> {
                try {
                    lookAhead(day);
                } finally {
                    isReading.set(false);
                }
            });
        } catch (RejectedExecutionException e) { // it is stopping, as its process is: no reason to fail an event
            isReading.set(false);
        }
    }

    private void lookAhead(int day) {
        look(day);
        look(day + 1);
    }

    private void look(int day) {
        long nowMs = clock.millis();
        days.put(day, new Looked(day, read(day), nowMs));
        days.keySet().removeIf(other -> Math.abs(other - day) > 7);
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
