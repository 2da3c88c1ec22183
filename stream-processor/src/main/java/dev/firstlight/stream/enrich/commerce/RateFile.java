package dev.firstlight.stream.enrich.commerce;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rates in force: those of the operator's file, read again when its time or size has changed.
 *
 * <p>Threads: a daemon of its own looks once a minute; {@link #rates()} is for any thread and swaps as a whole. Failure: a file that cannot be
 * read or understood changes nothing, is counted, and one line says what is wrong with it; it is read again when it changes again.
 */
public final class RateFile implements AutoCloseable {

    static final Duration LOOK_EACH = Duration.ofMinutes(1);

    private final @Nullable Path file;
    private final Meters meters;
    private final ErrorLog errors;
    private final @Nullable ScheduledExecutorService thread;
    private volatile Rates rates;
    private @Nullable Stamp seen; // the looking thread's, after the constructor

    /** How the file looked; a rate file grows by a line a day, so its content need not be compared. */
    private record Stamp(long modifiedMs, long bytes) {}

    private RateFile(@Nullable Path file, Duration lookEach, Meters meters, ErrorLog errors) {
        this.file = file;
        this.meters = meters;
        this.errors = errors;
        this.rates = Rates.NONE;
        look();
        this.thread = file == null ? null : looking(lookEach);
    }

    /** Reads the file of the settings, which has been read once already to check it; without one there are no rates and no thread. */
    public static RateFile open(CommerceConfig config, Meters meters, ErrorLog errors) {
        return open(config.ratesFile(), LOOK_EACH, meters, errors);
    }

    static RateFile open(@Nullable Path file, Duration lookEach, Meters meters, ErrorLog errors) {
        RateFile opened = new RateFile(file, lookEach, meters, errors);
        meters.gauge(
                StreamMeter.RATES_LATEST_DAY_EPOCH_SECONDS,
                () -> TimeUnit.DAYS.toSeconds(opened.rates().latestDay()));
        return opened;
    }

    Rates rates() {
        return rates;
    }

    /** Reads the file if it has changed. */
    void look() {
        if (file == null) {
            return;
        }
        try {
            Stamp now = new Stamp(Files.getLastModifiedTime(file).toMillis(), Files.size(file));
            if (now.equals(seen)) {
                return;
            }
            seen = now; // before reading: what changes meanwhile is a change
            rates = RateFileReader.read(file);
            meters.add(StreamMeter.RATE_FILES_READ);
        } catch (IOException | RuntimeException e) { // or the thread would never look again
            meters.add(StreamMeter.RATE_FILES_REFUSED);
            errors.report("the rate file " + file + " is not taken; the rates stay as they were: " + e);
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }

    private ScheduledExecutorService looking(Duration lookEach) {
        ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "rates");
            daemon.setDaemon(true);
            return daemon;
        });
        made.scheduleWithFixedDelay(this::look, lookEach.toNanos(), lookEach.toNanos(), TimeUnit.NANOSECONDS);
        return made;
    }
}
