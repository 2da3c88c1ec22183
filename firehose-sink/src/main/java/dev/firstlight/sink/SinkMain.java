package dev.firstlight.sink;

import dev.firstlight.runtime.Service;
import dev.firstlight.runtime.SettingsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code SinkMain [--config FILE]}: load, start, run until a signal, drain. Exit code 2: the command or the configuration is wrong. */
public final class SinkMain {

    private static final int WRONG_USE = 2;

    private SinkMain() {}

    public static void main(String[] args) {
        boolean isUsage = args.length == 0 || args.length == 2 && args[0].equals("--config");
        if (!isUsage) {
            stop("usage: firehose-sink [--config FILE]", WRONG_USE);
        }
        FirehoseSink sink = start(args.length == 0 ? null : Path.of(args[1]));
        Service.runUntilSignal(sink.service());
    }

    private static FirehoseSink start(@Nullable Path file) {
        try {
            return FirehoseSink.start(SinkConfig.load(file, System.getenv()));
        } catch (SettingsException e) {
            throw stop(e.getMessage(), WRONG_USE);
        } catch (RuntimeException e) {
            throw stop("firehose-sink did not start: " + e.getMessage(), 1);
        }
    }

    private static IllegalStateException stop(@Nullable String sentence, int exitCode) {
        System.err.println(sentence);
        System.exit(exitCode);
        return new IllegalStateException("not reached");
    }
}
