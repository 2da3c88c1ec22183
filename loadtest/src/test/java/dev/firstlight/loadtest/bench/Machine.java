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
final class Machine {

    private Machine() {}

    /** Names what this machine lacks for these parts; empty when nothing. */
    static List<String> missing(Set<EdgeFigure.Part> parts) {
        Stream<String> ofParts = parts.stream().flatMap(part -> part.programs().stream());
        return Stream.concat(Stream.of("kill", "/proc/self/status"), ofParts)
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
                %s, %d cores, %s %s, JDK %s
                %s; collector -Xmx%dm; one broker, one replica, all on loopback; %d keep-alive connections unless others are named
                """.formatted(
                        firstLine("/proc/cpuinfo", "model name"),
                        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                                .filter(line -> line.startsWith("processor"))
                                .count(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version").replaceAll("-.*", ""),
                        Runtime.version(),
                        cores,
                        CollectorProcess.HEAP_MIB,
                        Rig.CONNECTIONS);
    }

    private static String firstLine(String file, String key) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown processor");
    }
}
