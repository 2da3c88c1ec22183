package dev.firstlight.collector;

import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.RepeatedTask;
import dev.firstlight.runtime.Settings;
import dev.firstlight.runtime.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the pixel registry as the user's file, with those that it includes, has it, without a restart: a pixel is paused, or an origin
 * listed, in two looks.
 *
 * <p>Threads: a daemon of its own looks at the files; {@link #registry()} is for any thread and swaps as a whole. Failure: a file that the
 * collector would not start with changes nothing, one line says what is wrong with it, and the registry stays as it was. A file is read when
 * two looks in a row have found all of them the same, so that a half-written one is not taken for the whole. Bounds: {@value
 * FileStamps#FILES_MAX} files are looked at; more are read like the others, but their changes are not seen, which is said. Other settings that changed in it are not
 * taken over, which is said once.
 */
final class PixelReload implements AutoCloseable {

    /** Two of them are soon enough for a person and dear to nobody: the file is small. */
    static final Duration LOOK_EACH = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(PixelReload.class);

    private final PixelSettings start;
    private final Meters meters;
    private final ErrorLog errors;
    private final @Nullable ScheduledExecutorService thread;
    private volatile PixelSettings current;
    private FileStamps seen;
    private FileStamps read;
    private Settings taken;

    PixelReload(PixelSettings start, Duration lookEach, Meters meters, ErrorLog errors) {
        this.start = start;
        this.meters = meters;
        this.errors = errors;
        this.current = start;
        this.seen = start.stamps();
        this.read = start.stamps();
        this.taken = start.settings();
        Path file = start.file();
        if (file != null) {
            sayUnwatched(file);
        }
        this.thread = file == null ? null : watching(file, lookEach);
    }

    /** The registry in force; a hit asks once. */
    PixelPolicy.Registry registry() {
        return current.registry();
    }

    /** All values in force as JSON: the pixels as read last, all else as read first. */
    String effective() {
        return inForce(current.settings()).effectiveJson();
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }

    private ScheduledExecutorService watching(Path file, Duration lookEach) {
        ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "pixels");
            daemon.setDaemon(true);
            return daemon;
        });
        RepeatedTask looking = new RepeatedTask("looking at " + file, () -> look(file), errors);
        made.scheduleWithFixedDelay(looking, lookEach.toNanos(), lookEach.toNanos(), TimeUnit.NANOSECONDS);
        return made;
    }

    private void look(Path file) {
        FileStamps now = seen.again();
        if (now.equals(read) || !now.equals(seen)) {
            seen = now;
        } else {
            FileStamps.Reading reading = new FileStamps.Reading();
            try {
                take(file, CollectorConfig.load(file, start.env(), reading).pixels());
            } catch (SettingsException e) {
                refuse(file, String.join("; ", e.problems()));
            } catch (RuntimeException | StackOverflowError e) { // the latter of what is nested too deep
                refuse(file, e.toString());
            }
            read = reading.stampsAfter(now);
            seen = read;
            sayUnwatched(file);
        }
    }

    private void sayUnwatched(Path file) {
        if (read.unwatched() > 0) {
            errors.report(file + " includes more than " + FileStamps.FILES_MAX + " files; changes of "
                    + read.unwatched() + " of them are not seen until another one changes");
        }
    }

    private void take(Path file, PixelSettings again) {
        current = again;
        LOG.info(
                "pixels read again from {}: {} listed",
                file,
                again.registry().listed().size());
        boolean isNews = !inForce(again.settings()).hasValuesOf(again.settings())
                && !taken.with(again.settings(), PixelSettings.SECTIONS).hasValuesOf(again.settings());
        taken = again.settings();
        if (isNews) {
            errors.report(file + ": settings beside " + PixelSettings.SECTIONS
                    + " have changed as well; they take a restart and are as they were until then");
        }
        meters.add(CollectorMeter.PIXELS_RELOADED);
    }

    private void refuse(Path file, String problems) {
        errors.report(file + " has changed and is not taken; the pixels stay as they were: " + problems);
        meters.add(CollectorMeter.PIXELS_RELOAD_REFUSED);
    }

    private Settings inForce(Settings pixels) {
        return start.settings().with(pixels, PixelSettings.SECTIONS);
    }
}
