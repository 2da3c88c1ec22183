package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.OneAnswer;
import dev.firstlight.loadtest.bench.load.PixelRequests;
import dev.firstlight.loadtest.bench.process.CollectorProcess;
import dev.firstlight.loadtest.bench.process.ProbeMode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** What an archive of loaded classes (class data sharing, JEP 350) brings: it changes the start, not the steady state. */
final class ArchivedClasses {

    private static final int STARTS = 3;

    private final Rig rig;
    private final Progress progress;

    ArchivedClasses(Rig rig, Progress progress) {
        this.rig = rig;
        this.progress = progress;
    }

    /** One line for starts without and one for starts with it, in turns. */
    List<String> run() throws IOException, InterruptedException {
        Path archive = rig.directory().resolve("collector.jsa");
        String classPath = ofJars(System.getProperty("java.class.path"));
        try (CollectorProcess collector = start(classPath, "-XX:ArchiveClassesAtExit=" + archive)) {
            OneAnswer.to(collector.address(), PixelRequests.request(0, new Random(), true));
            collector.terminate();
        }
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            without.add(startedInMs(classPath, "-Xshare:auto"));
            with.add(startedInMs(classPath, "-XX:SharedArchiveFile=" + archive));
        }
        List<String> lines = List.of(
                "from the start to the first hit: %.0f ms".formatted(new Rounds(without).median()),
                "the same with an archive of its classes (%d MiB): %.0f ms"
                        .formatted(Files.size(archive) >> 20, new Rounds(with).median()));
        lines.forEach(line -> progress.say("%s", line));
        return lines;
    }

    private double startedInMs(String classPath, String option) throws IOException, InterruptedException {
        try (CollectorProcess collector = start(classPath, option)) {
            return collector.startedInMs();
        }
    }

    private CollectorProcess start(String classPath, String option) throws IOException, InterruptedException {
        return rig.collector(
                "archived", CostVariant.OURS.settings(), ProbeMode.ALONE, List.of("-cp", classPath, option));
    }

    /** The same classes: a JVM makes no archive of what lies in directories. */
    private String ofJars(String classPath) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry);
            entries.add(Files.isDirectory(path) ? jar(path, entries.size()).toString() : entry);
        }
        return String.join(File.pathSeparator, entries);
    }

    private Path jar(Path directory, int number) throws IOException {
        Path made = rig.directory().resolve("classes-" + number + ".jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(made));
                Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = directory.relativize(file).toString().replace(File.separatorChar, '/');
                if (!name.startsWith("META-INF/MANIFEST")) {
                    jar.putNextEntry(new JarEntry(name));
                    Files.copy(file, jar);
                    jar.closeEntry();
                }
            }
        }
        return made;
    }
}
