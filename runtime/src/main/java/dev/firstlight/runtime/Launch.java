package dev.firstlight.runtime;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all mains do: read {@code --config FILE}, start, run until a signal. What is wrong with the call or the configuration is a sentence
 * on standard error and exit code 2; what the machine will not give (a port, a topic as it must be) is one and exit code 3. A service that gives
 * up while it runs ends with exit code 1, for its supervisor to start it anew.
 */
public final class Launch {

    private static final int EXIT_CONFIG = 2;
    private static final int EXIT_MACHINE = 3;

    /** Starts a service from the user's file and the environment. */
    @FunctionalInterface
    public interface Starting {
        Service start(@Nullable Path file, Map<String, String> env);
    }

    private Launch() {}

    public static void run(String[] args, Starting starting) {
        if (args.length != 0 && !(args.length == 2 && args[0].equals("--config"))) {
            exit(EXIT_CONFIG, "usage: [--config FILE]");
            return;
        }
        Path file = args.length == 2 ? Path.of(args[1]) : null;
        try {
            Service.runUntilSignal(starting.start(file, System.getenv()));
        } catch (SettingsException e) {
            exit(EXIT_CONFIG, String.valueOf(e.getMessage()));
        } catch (CannotStartException e) {
            exit(EXIT_MACHINE, String.valueOf(e.getMessage()));
        }
    }

    @SuppressWarnings("SystemOut") // the sentence is for the person at the terminal
    private static void exit(int code, String sentence) {
        System.err.println(sentence);
        Runtime.getRuntime().exit(code);
    }
}
