package dev.firstlight.standalone.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export TABLE --to FILE}: a table or view of the local warehouse, whole, as Parquet or CSV by the file's name. */
@Command(
        name = "export",
        description = "Writes a table or view of the local warehouse into a Parquet or CSV file.",
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {

    @Mixin
    Running running = new Running();

    @Parameters(paramLabel = "TABLE", description = "events, order_items, warnings, ledger, …")
    String table = "";

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "Ends with .parquet or .csv; replaced.")
    Path to = Path.of("");

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        String path = "/export?format=" + format() + "&table=" + URLEncoder.encode(table, StandardCharsets.UTF_8);
        running.download(running.runFile(), path, to);
        spec.commandLine().getOut().println(to + ": " + Files.size(to) + " bytes");
        spec.commandLine().getOut().flush();
        return 0;
    }

    private String format() {
        String name = to.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".parquet")) {
            return "parquet";
        }
        if (name.endsWith(".csv")) {
            return "csv";
        }
        throw new Sentence(2, "--to names a .parquet or a .csv file");
    }
}
