package dev.firstlight.stream.ids;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a store that was closed in order consists of. Lines of words, the last one the checksum of the others, so that people can read it.
 *
 * <p>It is there only while nobody has the store open: who opens it takes it away first. So a store of a process that was killed has none, and
 * begins from nothing.
 *
 * @param offsets of the changelog up to which the ids are in
 * @param generations by number
 */
record Manifest(Map<TopicPartition, Long> offsets, Map<Long, Generation> generations) {

    /**
     * @param batches that its changelog has
     * @param runs names of its files
     */
    record Generation(long batches, List<String> runs) {}

    private static final String FILE = "manifest";
    private static final String HEAD = "firstlight-ids 1";

    /** Reads it and takes it away; none where there is none. */
    static @Nullable Manifest take(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        byte[] bytes = Files.readAllBytes(file);
        Manifest manifest = parse(file, new String(bytes, StandardCharsets.UTF_8));
        Files.delete(file);
        force(directory); // or a crash of the machine could bring it back beside files that have changed
        return manifest;
    }

    /** Returns when the disk has it. */
    void write(Path directory) throws IOException {
        Path next = directory.resolve(FILE + ".next");
        byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
        Files.write(next, bytes);
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        force(directory); // the runs' names as well
        Files.move(next, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        force(directory);
    }

    private String text() {
        StringBuilder lines = new StringBuilder(HEAD).append('\n');
        offsets.forEach((partition, offset) ->
                lines.append("offset %s %d %d\n".formatted(partition.topic(), partition.partition(), offset)));
        generations.forEach((number, generation) -> {
            lines.append("generation %d %d\n".formatted(number, generation.batches));
            generation.runs.forEach(run -> lines.append("run ").append(run).append('\n'));
        });
        return lines.append(lastLine(lines.toString())).toString();
    }

    private static String lastLine(String before) {
        byte[] bytes = before.getBytes(StandardCharsets.UTF_8);
        return "crc %08x\n".formatted(RunTrailer.crc(bytes, bytes.length));
    }

    private static Manifest parse(Path file, String text) {
        int last = text.lastIndexOf("crc ");
        if (last < 0 || !text.startsWith(HEAD) || !text.substring(last).equals(lastLine(text.substring(0, last)))) {
            throw new DamagedIdsException(file, "is not as it was written");
        }
        Map<TopicPartition, Long> offsets = new TreeMap<>(Manifest::compare);
        Map<Long, Generation> generations = new TreeMap<>();
        List<String> runs = new ArrayList<>();
        for (String line : text.substring(0, last).split("\n")) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "offset" ->
                    offsets.put(new TopicPartition(words[1], Integer.parseInt(words[2])), Long.parseLong(words[3]));
                case "generation" -> {
                    runs = new ArrayList<>();
                    generations.put(Long.parseLong(words[1]), new Generation(Long.parseLong(words[2]), runs));
                }
                case "run" -> runs.add(words[1]);
                default -> {} // the head
            }
        }
        return new Manifest(offsets, generations);
    }

    private static int compare(TopicPartition a, TopicPartition b) {
        int byTopic = a.topic().compareTo(b.topic());
        return byTopic != 0 ? byTopic : Integer.compare(a.partition(), b.partition());
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
