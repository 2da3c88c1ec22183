package dev.firstlight.loadtest.bench.process;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * async-profiler in this JVM. It samples processor time of all threads, with the kernel's frames where perf events are allowed and without
 * them elsewhere. Its artifact is on the class path of {@code loadtest/bench} only, so it is called by name; in process, since what is loaded
 * from outside talks on the standard output, on which the parent awaits answers.
 *
 * <p>Threads: one.
 */
public final class Profiler {

    /** So that frames are those that run, not those of the last safepoint. */
    public static final List<String> OPTIONS = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints");

    private static final String CLASS = "one.profiler.AsyncProfiler";

    private @Nullable Object instance;

    /** Does what async-profiler's arguments say, as in {@code start,event=cpu}; answers what it says to that, in one line. */
    public String execute(String arguments) {
        try {
            if (instance == null) {
                instance = Class.forName(CLASS).getMethod("getInstance").invoke(null);
            }
            Object said =
                    Class.forName(CLASS).getMethod("execute", String.class).invoke(instance, arguments);
            return "ok " + String.valueOf(said).replace('\n', ' ');
        } catch (InvocationTargetException e) {
            return "no: " + e.getCause();
        } catch (ReflectiveOperationException e) {
            return "no: async-profiler is needed on the class path: " + e;
        }
    }
}
