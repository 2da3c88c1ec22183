package dev.firstlight.loadtest.faults.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What happens to a state directory while its process is dead. */
enum Damage {
    NONE(""),
    DELETED(".*"),
    /** RocksDB's, and runs of ids. */
    TABLE_FLIPPED(".*\\.(sst|ids)"),
    MANIFEST_FLIPPED("MANIFEST-.*|manifest"),
    /** The small ones: which manifest counts, RocksDB's options, the process's id; a checkpoint where Kafka Streams keeps one (until 4.2). */
    OTHER_FLIPPED("CURRENT|IDENTITY|OPTIONS-.*|kafka-streams-process-metadata|\\.checkpoint");

    private static final int FILES_MAX = 3;
    private static final Pattern ANY = Pattern.compile(".*");

    private final Pattern files;

    Damage(String files) {
        this.files = Pattern.compile(files);
    }

    /** Does it; answers what was done. */
    String doTo(Path state, Random random) throws IOException {
        return switch (this) {
            case NONE -> "nothing";
            case DELETED -> delete(state);
            case TABLE_FLIPPED, MANIFEST_FLIPPED, OTHER_FLIPPED -> flip(state, random);
        };
    }

    private static String delete(Path state) throws IOException {
        try (Stream<Path> all = Files.walk(state)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
            return deepestFirst.size() + " paths deleted";
        }
    }

    /** One byte of each of a few of its files is another one. */
    private String flip(Path state, Random random) throws IOException {
        StringBuilder done = new StringBuilder();
        for (Path file : some(state, random)) {
            byte[] bytes = Files.readAllBytes(file);
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
            done.append(' ').append(state.relativize(file)).append('@').append(at);
        }
        return done.isEmpty() ? "no file" : "flipped" + done;
    }

    /** Files of its kind, or of any kind where there is none of it yet. */
    private List<Path> some(Path state, Random random) throws IOException {
        List<Path> all = matching(state, files);
        List<Path> shuffled = new ArrayList<>(all.isEmpty() ? matching(state, ANY) : all);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(shuffled.size(), FILES_MAX));
    }

    private static List<Path> matching(Path state, Pattern name) throws IOException {
        try (Stream<Path> all = Files.walk(state)) {
            return all.filter(file ->
                            name.matcher(String.valueOf(file.getFileName())).matches())
                    .filter(file -> Files.isRegularFile(file) && file.toFile().length() > 0)
                    .sorted()
                    .toList();
        }
    }
}
