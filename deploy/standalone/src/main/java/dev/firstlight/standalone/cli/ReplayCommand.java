package dev.firstlight.standalone.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code replay rejects|raw}: what was refused once more, or a time of the raw log once more. */
@Command(
        name = "replay",
        description = "Sends rejects again, or processes a time of the raw log again.",
        mixinStandardHelpOptions = true,
        subcommands = {ReplayRejectsCommand.class, ReplayRawCommand.class})
public final class ReplayCommand implements Runnable {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "replay what: rejects or raw?");
    }
}
