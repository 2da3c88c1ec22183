package dev.firstlight.loadtest.bench.process;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** The child's side of {@link ChildJvm}: answers lines, and ends the process when the parent is gone. */
public final class Lines {

    private Lines() {}

    /** Says the first line, then answers each command until there are no more; never returns. */
    public static void serve(String first, UnaryOperator<String> answering) {
        say(first);
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                say(answering.apply(command));
            }
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(0); // nobody is left to drain for
    }

    @SuppressWarnings("SystemOut") // how this process speaks to its parent
    private static void say(String line) {
        PrintStream out = System.out;
        out.println(line);
        out.flush();
    }
}
