package dev.firstlight.standalone.cli;

import dev.firstlight.runtime.CannotStartException;
import dev.firstlight.runtime.SettingsException;
import java.io.Serial;
import picocli.CommandLine;

/**
 * What went wrong as one sentence for the person at the terminal, with an exit code: 2 for the call or the configuration, 3 for what the
 * machine does not give, 1 for the rest. Only what nobody foresaw comes with a stack trace.
 */
public final class Sentence extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    Sentence(int exitCode, String text) {
        super(text, null, false, false);
        this.exitCode = exitCode;
    }

    /** Prints {@code failure} and answers the exit code. */
    public static int print(CommandLine command, Exception failure) {
        int code = exitCode(failure);
        if (code == 0) {
            failure.printStackTrace(command.getErr());
            return 1;
        }
        command.getErr().println("firstlight: " + failure.getMessage());
        command.getErr().flush();
        return code;
    }

    /** 0 when nobody foresaw it. */
    private static int exitCode(Exception failure) {
        if (failure instanceof Sentence sentence) {
            return sentence.exitCode;
        }
        if (failure instanceof SettingsException) {
            return 2;
        }
        return failure instanceof CannotStartException ? 3 : 0;
    }
}
