package dev.firstlight.loadtest.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What ties a child to the test that started it: the child's standard input. It carries commands, a line each; when the test's JVM is gone,
 * however it went, the line is cut and the child ends itself. Threads: a daemon of its own.
 */
public final class Leash {

    private static final int EXIT_CUT = 9;

    private Leash() {}

    public static void follow(Consumer<String> commands) {
        Thread thread = new Thread(() -> read(commands), "leash");
        thread.setDaemon(true);
        thread.start();
    }

    private static void read(Consumer<String> commands) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.accept(line);
            }
        } catch (IOException | RuntimeException e) { // whatever it was, nobody leads us any more
            System.err.println("the leash broke: " + e);
        } finally {
            Runtime.getRuntime().halt(EXIT_CUT);
        }
    }
}
