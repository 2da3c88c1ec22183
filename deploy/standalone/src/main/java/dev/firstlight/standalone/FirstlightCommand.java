package dev.firstlight.standalone;

import dev.firstlight.collector.CollectorMain;
import dev.firstlight.sink.SinkMain;
import dev.firstlight.standalone.cli.ExplainCommand;
import dev.firstlight.standalone.cli.ExportCommand;
import dev.firstlight.standalone.cli.LedgerCommand;
import dev.firstlight.standalone.cli.PlanCommand;
import dev.firstlight.standalone.cli.QueryCommand;
import dev.firstlight.standalone.cli.RedriveCommand;
import dev.firstlight.standalone.cli.RedshiftCommand;
import dev.firstlight.standalone.cli.ReplayCommand;
import dev.firstlight.standalone.cli.Sentence;
import dev.firstlight.standalone.cli.SpoolCommand;
import dev.firstlight.standalone.cli.StatusCommand;
import dev.firstlight.standalone.cli.TailCommand;
import dev.firstlight.standalone.cli.UpCommand;
import dev.firstlight.stream.StreamProcessorMain;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code deploy/firstlight}. */
@Command(
        name = "firstlight",
        description = "A pixel fired becomes a row: the whole pipeline on this machine, or one service of it.",
        subcommands = {
            UpCommand.class,
            QueryCommand.class,
            StatusCommand.class,
            TailCommand.class,
            ExplainCommand.class,
            PlanCommand.class,
            LedgerCommand.class,
            ExportCommand.class,
            RedriveCommand.class,
            RedshiftCommand.class,
            SpoolCommand.class,
            ReplayCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "One service alone, against any Kafka:",
            "  firstlight collector [--config FILE]",
            "  firstlight processor [--config FILE]",
            "  firstlight sink      [--config FILE]"
        })
public final class FirstlightCommand {

    private FirstlightCommand() {}

    public static void main(String[] args) {
        String first = args.length == 0 ? "help" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (first) {
            case "collector" -> CollectorMain.main(rest);
            case "processor" -> StreamProcessorMain.main(rest);
            case "sink" -> SinkMain.main(rest);
            default ->
                Runtime.getRuntime().exit(commandLine().execute(args.length == 0 ? new String[] {"help"} : args));
        }
    }

    /** The command line as it runs, for the process and for tests. */
    public static CommandLine commandLine() {
        return new CommandLine(new FirstlightCommand())
                .setExecutionExceptionHandler((failure, command, parsed) -> Sentence.print(command, failure));
    }
}
