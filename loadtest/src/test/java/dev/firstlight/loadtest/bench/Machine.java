package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.process.CollectorProcess;
import dev.firstlight.loadtest.bench.process.Cores;
import dev.firstlight.loadtest.bench.process.NginxProcess;
import dev.firstlight.loadtest.bench.process.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where a benchmark ran, without which its numbers say little, and what it needs there. */
public final class Machine {

    private Machine() {}

    /** Names what this machine lacks for these parts; empty when nothing. */
    static List<String> missing(Set<EdgeFigure.Part> parts) {
        return missing(parts.stream().flatMap(part -> part.programs().stream()));
    }

    /** Names what this machine lacks of these programs, and of what every benchmark needs; empty when nothing. */
    public static List<String> missing(Stream<String> programs) {
        return Stream.concat(Stream.of("kill", "/proc/self/status"), programs)
                .distinct()
                .filter(needed -> !isThere(needed))
                .sorted()
                .toList();
    }

    private static boolean isThere(String needed) {
        if (needed.startsWith("/")) {
            return Files.exists(Path.of(needed));
        }
        return needed.equals(NginxProcess.PROGRAM) ? NginxProcess.isThere() : Tool.isThere(needed);
    }

    static String describe(Cores cores) throws IOException {
        return """
            %s
            %s; collector -Xmx%dm; one broker, one replica, all on loopback; %d keep-alive connections unless others are named
            """.formatted(hardware(), cores, CollectorProcess.HEAP_MIB, Rig.CONNECTIONS);
    }

    /** Processor, cores, system and JDK, in one line. */
    public static String hardware() throws IOException {
        return "%s, %d cores, %s %s, JDK %s"
                .formatted(
                        firstLine("/proc/cpuinfo", "model name"),
                        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                                .filter(line -> line.startsWith("processor"))
                                .count(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version").replaceAll("-.*", ""),
                        Runtime.version());
    }

    private static String firstLine(String file, String key) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown processor");
    }
}
