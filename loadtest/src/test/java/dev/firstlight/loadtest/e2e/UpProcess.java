package dev.firstlight.loadtest.e2e;

import dev.firstlight.loadtest.FreePorts;
import dev.firstlight.standalone.FirstlightCommand;
import dev.firstlight.standalone.up.RunFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * {@code up} as a process of its own on a data directory and ports of its own, so that it can be stopped and killed like the real one.
 * Ends only what it started, by its process handle.
 */
final class UpProcess implements AutoCloseable {

    /** Longer than {@code up} waits, once all of it is started, before it ends with a sentence on what is not ready. */
    private static final long START_SECONDS = 180;

    private final Class<?> main;
    private final Path data;
    private final Path config;
    private final Path output;
    private @Nullable Process process;

    UpProcess(Path directory) throws IOException {
        this(directory, FirstlightCommand.class);
    }

    /** @param main runs the command's main, with something beside it */
    UpProcess(Path directory, Class<?> main) throws IOException {
        this.main = main;
        this.data = directory.resolve("data");
        this.config = directory.resolve("up.conf");
        this.output = directory.resolve("up.log");
        int[] ports = FreePorts.take(9);
        Files.writeString(config, """
                standalone {
                  data-directory = "%s"
                  kafka { port = %d, controller-port = %d }
                  firehose.port = %d
                  warehouse.port = %d
                  shop.port = %d
                }
                collector { http.port = %d, admin.port = %d, pixels { "consent-shop" { consent = required } } }
                stream-processor.admin.port = %d
                firehose-sink.admin.port = %d
                """.formatted(
                data, ports[0], ports[1], ports[2], ports[3], ports[4], ports[5], ports[6], ports[7], ports[8]));
    }

    /** Starts {@code up --demo} and returns when it is ready. */
    UpProcess start() throws IOException {
        Process started = launch(config);
        process = started;
        Awaitility.await("the pipeline is ready; its output is in " + output)
                .atMost(START_SECONDS, TimeUnit.SECONDS)
                .pollInterval(50, TimeUnit.MILLISECONDS)
                .until(() -> {
                    if (!started.isAlive()) {
                        throw new AssertionError(
                                "up ended with " + started.exitValue() + ":\n" + Files.readString(output));
                    }
                    RunFile run = RunFile.read(data);
                    return run != null && run.pid() == started.pid();
                });
        return this;
    }

    /** Launches {@code up --demo} with another configuration, not waited for. */
    Process launch(Path configFile) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.startsWith("--enable-native-access")
                    || argument.startsWith("--sun-misc")
                    || argument.startsWith("-Dio.netty.noUnsafe")) {
                command.add(argument);
            }
        }
        command.addAll(Arrays.asList(
                "-Xmx1g",
                "-Djava.io.tmpdir=" + Files.createDirectories(output.resolveSibling("tmp")),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                "up",
                "--demo",
                "--config",
                configFile.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    Path config() {
        return config;
    }

    Path data() {
        return data;
    }

    String output() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    RunFile runFile() throws IOException {
        return Objects.requireNonNull(RunFile.read(data), "the pipeline is not ready");
    }

    int port(String part) throws IOException {
        return Objects.requireNonNull(runFile().ports().get(part), part);
    }

    URI uri(String part, String path) throws IOException {
        return URI.create("http://127.0.0.1:" + port(part) + path);
    }

    /** SIGTERM; answers the exit code. */
    int terminate() throws InterruptedException {
        Process running = Objects.requireNonNull(process);
        running.destroy();
        if (!running.waitFor(90, TimeUnit.SECONDS)) {
            throw new AssertionError("up did not stop within 90 s of SIGTERM");
        }
        return running.exitValue();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        Process running = Objects.requireNonNull(process);
        running.destroyForcibly();
        running.waitFor();
    }

    /** What a command of {@code deploy/firstlight} prints for this pipeline. */
    String command(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine commands =
                FirstlightCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--data");
        all.add(data.toString());
        int code = commands.execute(all.toArray(String[]::new));
        return "exit " + code + "\n" + out;
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
