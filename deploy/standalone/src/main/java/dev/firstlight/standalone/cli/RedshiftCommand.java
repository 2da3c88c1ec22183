package dev.firstlight.standalone.cli;

import dev.firstlight.standalone.redshift.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code redshift}: writes what {@code deploy/redshift} lacks after a field was added to the schema of events: the migration, and where COPY finds the columns. */
@Command(
        name = "redshift",
        description = "Writes the migration, JSONPaths and COPY columns that deploy/redshift lacks.",
        mixinStandardHelpOptions = true)
public final class RedshiftCommand implements Callable<Integer> {

    @Option(names = "--migrations", description = "Their folder.", paramLabel = "DIR")
    @Nullable
    Path folder;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Path migrations = folder != null
                ? folder
                : Path.of(System.getProperty("firstlight.home", ""), "deploy", "redshift", "migrations");
        Migrations known = new Migrations(migrations);
        Path stream = migrations.resolveSibling("delivery-stream.json");
        Files.writeString(migrations.resolveSibling("events.jsonpaths"), Migrations.jsonPaths());
        Files.writeString(stream, Migrations.deliveryStream(Files.readString(stream)));
        String next = known.next();
        if (next == null) {
            spec.commandLine().getOut().println("The migrations have every column of events.");
        } else {
            Path file = migrations.resolve(known.nextName());
            Files.writeString(file, next, StandardOpenOption.CREATE_NEW);
            spec.commandLine().getOut().println(file);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
