package dev.firstlight.standalone.up;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.RepeatedTask;
import dev.firstlight.schema.AddressKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes the address keys of the days ahead of time and erases those whose lag budget is over. Files are readable by their owner only.
 * Threads: one of its own, once an hour; {@link #keep} once at start by the caller.
 */
public final class KeyKeeper implements AutoCloseable {

    /** Today's and this many more: an event at midnight finds its key in every process. */
    private static final int DAYS_AHEAD = 2;

    private final Path directory;
    private final Duration lagBudget;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final ErrorLog errors = new ErrorLog(KeyKeeper.class);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "address-keys");
        made.setDaemon(true);
        return made;
    });

    public KeyKeeper(Path directory, Duration lagBudget, InstantSource clock) throws IOException {
        this.directory = directory;
        this.lagBudget = lagBudget;
        this.clock = clock;
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        keep();
        thread.scheduleWithFixedDelay(
                new RepeatedTask("keeping the address keys", this::keepAgain, errors), 1, 1, TimeUnit.HOURS);
    }

    /** Publishes ahead and erases behind. */
    public void keep() throws IOException {
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
            make(AddressKeys.fileOf(directory, (int) today.plusDays(ahead).toEpochDay()));
        }
        for (Path file : files()) {
            if (isOver(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void keepAgain() {
        try {
            keep();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private boolean isOver(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".key")) {
            return false;
        }
        try {
            LocalDate day = LocalDate.parse(name.substring(0, name.length() - ".key".length()));
            return clock.instant()
                    .isAfter(day.plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .plus(lagBudget));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private void make(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        byte[] key = new byte[AddressKeys.FILE_BYTES];
        random.nextBytes(key);
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try {
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(unfinished, key, StandardOpenOption.WRITE);
            Files.move(unfinished, file);
        } catch (FileAlreadyExistsException e) {
            Files.deleteIfExists(unfinished); // somebody else was faster; theirs stands
        }
    }
}
