package dev.firstlight.loadtest.faults;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own that can be killed and paused, always by its own process handle or id. Says lines on its standard output, hears lines on
 * its standard input (see {@link Leash}); what it complains about goes to a file.
 */
public final class Child implements AutoCloseable {

    private static final String END = "\0";
    private static final long STOP_SECONDS = 60;
    private static final int PAUSE_SECONDS_MAX = 20;

    private final String name;
    private final Path errors;
    private final Process process;
    private final BufferedWriter in;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private @Nullable Process guard;

    /** Starts {@code main} on our class path. */
    public Child(Class<?> main, String name, Path directory, List<String> jvmOptions, List<String> arguments)
            throws IOException {
        this(main, name, directory, ourClassPath(), jvmOptions, arguments);
    }

    /** Starts {@code main} on another class path, as of another version's classes before ours. */
    public Child(
            Class<?> main,
            String name,
            Path directory,
            String classPath,
            List<String> jvmOptions,
            List<String> arguments)
            throws IOException {
        this.name = name;
        errors = directory.resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.startsWith("--enable-native-access")
                    || argument.startsWith("--sun-misc")
                    || argument.startsWith("-Dio.netty.noUnsafe")) {
                command.add(argument);
            }
        }
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss512k"));
        // It lives for seconds and its classes are our own build's: a tenth less to pay for its start.
        command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"));
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")));
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(classPath);
        command.add(main.getName());
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        in = process.outputWriter();
        Thread listener = new Thread(this::listen, "listening to " + name);
        listener.setDaemon(true);
        listener.start();
    }

    public static String ourClassPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Waits for a line that begins with {@code word} and answers the rest of it; earlier lines are dropped. */
    public String await(String word, long seconds) throws InterruptedException, IOException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        String last = "nothing";
        while (true) {
            String line = said.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new IOException("%s did not say '%s' within %d s, and last of all said '%s':%n%s"
                        .formatted(name, word, seconds, last, complaints()));
            }
            last = line;
            if (line.equals(END)) {
                said.add(END);
                throw new IOException(name + " ended before it said '" + word + "':\n" + complaints());
            }
            if (line.startsWith(word)) {
                return line.substring(word.length()).strip();
            }
        }
    }

    /** Whether it has said a line that begins with {@code word} and that nobody has awaited or dropped since. */
    public boolean hasSaid(String word) {
        return said.stream().anyMatch(line -> line.startsWith(word));
    }

    public void tell(String line) throws IOException {
        in.write(line);
        in.newLine();
        in.flush();
    }

    public boolean isEndedWithin(long seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when it is dead. A paused child dies as well. */
    public void kill() {
        process.destroyForcibly().onExit().join();
        dismissGuard();
    }

    /** SIGTERM; answers the exit code. */
    public int terminate() throws InterruptedException, IOException {
        process.toHandle().destroy(); // Process.destroy() would cut the leash as well
        return awaitEnd();
    }

    public int awaitEnd() throws InterruptedException, IOException {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(name + " did not end within " + STOP_SECONDS + " s:\n" + complaints());
        }
        return process.exitValue();
    }

    /** SIGSTOP, with a guard beside it that resumes the child after a while even when we are gone by then. */
    public void pause() throws IOException, InterruptedException {
        String pid = String.valueOf(process.pid());
        Process stopping = new ProcessBuilder("kill", "-STOP", pid).start();
        guard = new ProcessBuilder("sh", "-c", "sleep " + PAUSE_SECONDS_MAX + "; kill -CONT " + pid).start();
        stopping.waitFor();
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        dismissGuard();
        if (process.isAlive()) {
            new ProcessBuilder("kill", "-CONT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    public String complaints() throws IOException {
        return Files.exists(errors) ? Files.readString(errors) : "";
    }

    @Override
    public void close() {
        kill();
    }

    private void dismissGuard() {
        if (guard != null) {
            guard.destroyForcibly();
            guard = null;
        }
    }

    private void listen() {
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            said.add("standard output broke: " + e);
        } finally {
            said.add(END);
        }
    }
}
