package dev.firstlight.standalone.cli;

import dev.firstlight.collector.spool.Frame;
import dev.firstlight.collector.spool.FrameReader;
import dev.firstlight.collector.spool.SegmentName;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.standalone.up.UpConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code spool ls|cat|verify}: looks into a collector's spool, running or not; reads only. What a running collector has not fsynced yet may show
 * as damage at the end of its newest segment.
 */
@Command(
        name = "spool",
        description = "What waits on this node's disk until Kafka takes it.",
        mixinStandardHelpOptions = true)
public final class SpoolCommand {

    @Option(
            names = "--directory",
            description = "The collector's spool.directory; that of the local run unless given.",
            paramLabel = "DIR")
    @Nullable
    Path directory;

    @Option(names = "--config", description = "The file the pipeline was started with.", paramLabel = "FILE")
    @Nullable
    Path config;

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Told of what a segment holds. */
    private interface Found {
        void frame(SegmentName segment, Frame frame);
    }

    @Command(
            name = "ls",
            description = "One line per segment, and per file that was put aside.",
            mixinStandardHelpOptions = true)
    int ls() throws IOException {
        Table table = new Table().row(List.of("file", "begun", "bytes", "packs", "damaged"));
        for (Path file : files()) {
            SegmentName name = SegmentName.parse(String.valueOf(file.getFileName()));
            if (name == null) {
                table.row(List.of(String.valueOf(file.getFileName()), "", String.valueOf(Files.size(file)), "", ""));
            } else {
                long[] packs = {0};
                long damaged = read(file, name, (segment, frame) -> packs[0]++);
                table.row(List.of(
                        name.fileName(),
                        Instant.ofEpochMilli(name.createdAtMs()).toString(),
                        String.valueOf(Files.size(file)),
                        String.valueOf(packs[0]),
                        String.valueOf(damaged)));
            }
        }
        out().print(table);
        out().flush();
        return 0;
    }

    @Command(
            name = "cat",
            description = "Every event that waits, one JSON line each; addresses stay sealed.",
            mixinStandardHelpOptions = true)
    int cat() throws IOException {
        PackReader reader = new PackReader(new SchemaBook());
        for (Path file : files()) {
            SegmentName name = SegmentName.parse(String.valueOf(file.getFileName()));
            if (name != null) {
                read(file, name, (segment, frame) -> print(reader, segment, frame));
            }
        }
        out().flush();
        return 0;
    }

    @Command(
            name = "verify",
            description = "Checks every frame and every pack; exit code 1 when something is damaged.",
            mixinStandardHelpOptions = true)
    int verify() throws IOException {
        PackReader reader = new PackReader(new SchemaBook());
        long[] counts = new long[3];
        long damaged = 0;
        int segments = 0;
        for (Path file : files()) {
            SegmentName name = SegmentName.parse(String.valueOf(file.getFileName()));
            if (name != null) {
                segments++;
                damaged += read(file, name, (segment, frame) -> {
                    counts[0]++;
                    try {
                        counts[1] += reader.read(frame.pack()).items().size();
                    } catch (UnreadableException e) {
                        counts[2]++;
                    }
                });
            }
        }
        out().printf(
                        "%d segments, %d packs, %d events; %d packs unreadable, %d bytes damaged%n",
                        segments, counts[0], counts[1], counts[2], damaged);
        out().flush();
        return damaged == 0 && counts[2] == 0 ? 0 : 1;
    }

    private void print(PackReader reader, SegmentName segment, Frame frame) {
        try {
            reader.read(frame.pack()).items().forEach(item -> out().println(
                            item.event() == null
                                    ? "{\"unreadable\":\"" + item.detail() + "\"}"
                                    : item.event().toString()));
        } catch (UnreadableException e) {
            out().println("{\"segment\":\"" + segment.fileName() + "\",\"offset\":" + frame.offset()
                    + ",\"unreadable\":\"" + e.refusal().wireName() + "\"}");
        }
    }

    /** Returns the damaged bytes. */
    private static long read(Path file, SegmentName name, Found found) throws IOException {
        long[] damaged = {0};
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try (FrameReader reader =
                new FrameReader(channel, name.salt(), 0, channel.size(), (from, to) -> damaged[0] += to - from)) {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                found.frame(name, frame);
            }
        }
        return damaged[0];
    }

    /** Segments and what was put aside beside them, oldest first. */
    private List<Path> files() throws IOException {
        Path place = directory != null
                ? directory
                : UpConfig.load(config, System.getenv()).dataDirectory().resolve("spool");
        if (!Files.isDirectory(place)) {
            throw new Sentence(3, "there is no spool at " + place.toAbsolutePath() + "; name one with --directory");
        }
        try (Stream<Path> all = Files.list(place)) {
            return all.filter(file -> !file.endsWith("lock")).sorted().toList();
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
