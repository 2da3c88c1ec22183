package dev.firstlight.loadtest.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A main class in a JVM of its own, spoken to in lines: it reads commands on standard input and answers on standard output; what it logs goes
 * to a file.
 *
 * <p>It ends with this process: at a normal end by a shutdown hook, at SIGKILL because its standard input ends ({@link Lines}), and while it is
 * stopped itself by the script, which finds its number in {@code pids}. Signals go to its number, never to a name.
 */
public final class ChildJvm {

    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread hook;

    /** @param prefix what pins it, or nothing */
    public ChildJvm(
            Path directory,
            String name,
            List<String> prefix,
            List<String> options,
            Class<?> main,
            List<String> arguments)
            throws IOException {
        this.log = directory.resolve(name + ".log");
        List<String> command = new ArrayList<>(prefix);
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(inheritedOptions());
        command.add("-Djava.io.tmpdir=" + directory);
        command.add("-Xlog:gc,safepoint:file=" + directory.resolve(name + "-pauses.log")
                + ":time,uptime"); // to explain a number
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(options); // among them another class path
        command.add(main.getName());
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        hook = new Thread(process::destroyForcibly, "end-" + name);
        Runtime.getRuntime().addShutdownHook(hook);
        Files.writeString(
                directory.resolve("pids"), process.pid() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Thread reader = new Thread(this::read, "read-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    public long pid() {
        return process.pid();
    }

    /** Processor time it has used so far. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What of that its compilers have used. */
    public Duration compiling() throws IOException {
        return ThreadCpu.of(process.pid(), ThreadCpu.COMPILERS);
    }

    /** Says a line to it and returns what it answers to that. */
    public String ask(String command, long withinSeconds) throws IOException, InterruptedException {
        OutputStream to = process.getOutputStream();
        to.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        to.flush();
        return next(withinSeconds);
    }

    /** Its next line. */
    public String next(long withinSeconds) throws IOException, InterruptedException {
        for (long second = 0; second < withinSeconds; second++) {
            String line = lines.poll(1, TimeUnit.SECONDS);
            if (line != null) {
                return line;
            }
            if (!process.isAlive() && lines.isEmpty()) {
                throw new IOException("process ended with " + process.exitValue() + ": " + tail());
            }
        }
        throw new IOException("no word from the process in " + withinSeconds + " s: " + tail());
    }

    /** {@code STOP} or {@code CONT}. */
    void signal(String name) throws IOException, InterruptedException {
        Tool.run("kill", "-" + name, String.valueOf(process.pid()));
    }

    /** SIGTERM; returns when it is gone. */
    public void terminate(long withinSeconds) throws IOException, InterruptedException {
        signal("TERM");
        if (!process.waitFor(withinSeconds, TimeUnit.SECONDS)) {
            throw new IOException("the process did not end within " + withinSeconds + " s: " + tail());
        }
        kill();
    }

    /** SIGKILL, also to one that is stopped; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the hooks run already: this one is one of them
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            // the process is gone; whoever waits for a line finds out
        }
    }

    /** The end of its log, which says why. */
    private String tail() throws IOException {
        List<String> all = Files.readAllLines(log);
        return String.join("\n", all.subList(Math.max(0, all.size() - 5), all.size()));
    }

    /** What this JVM was given to be allowed natives and Unsafe on newer JDKs. */
    private static List<String> inheritedOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--enable-native-access")
                        || option.startsWith("--sun-misc")
                        || option.startsWith("-Dio.netty.noUnsafe"))
                .toList();
    }
}
