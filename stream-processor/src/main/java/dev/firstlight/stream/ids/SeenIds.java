package dev.firstlight.stream.ids;

import dev.firstlight.runtime.ErrorLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * All generations of ids in one directory, which it owns while it is open. Threads: one at a time.
 *
 * <p>What is closed by {@link #closeAs} is there again after the next opening; all else is gone.
 */
final class SeenIds {

    /** One generation and how many batches of it the changelog has. */
    private static final class Numbered {

        private final GenerationIds ids;
        private long batches;

        Numbered(GenerationIds ids) {
            this.ids = ids;
        }
    }

    private final Path directory;
    private final RunFiles files;
    private final TreeMap<Long, Numbered> generations = new TreeMap<>();
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

    private @Nullable Numbered latest; // nearly all look-ups and additions are in one of two
    private long latestNumber;

    private SeenIds(Path directory, RunFiles files) {
        this.directory = directory;
        this.files = files;
    }

    /** @throws DamagedIdsException when what was closed in order is not as it was */
    static SeenIds open(Path directory, FilterMemory memory, int tableIds, ErrorLog errors) throws IOException {
        Files.createDirectories(directory);
        RunFiles files = new RunFiles(directory, memory, tableIds, errors);
        SeenIds seen = new SeenIds(directory, files);
        Manifest manifest = Manifest.take(directory);
        Set<String> kept = new HashSet<>();
        if (manifest != null) {
            manifest.generations().values().forEach(generation -> kept.addAll(generation.runs()));
        }
        files.deleteAllBut(kept);
        if (manifest != null) {
            try {
                seen.own(manifest);
            } catch (IOException | RuntimeException e) {
                seen.close();
                throw e;
            }
        }
        return seen;
    }

    private void own(Manifest manifest) throws IOException {
        offsets.putAll(manifest.offsets());
        for (Map.Entry<Long, Manifest.Generation> entry : manifest.generations().entrySet()) {
            Numbered generation = generation(entry.getKey());
            generation.batches = entry.getValue().batches();
            for (String name : entry.getValue().runs()) {
                generation.ids.own(files.open(name));
            }
        }
    }

    /** The changelog's offsets that it was closed with; empty when it begins from nothing. */
    Map<TopicPartition, Long> offsets() {
        return offsets;
    }

    boolean contains(long generation, long hi, long lo) throws IOException {
        Numbered found = found(generation);
        return found != null && found.ids.contains(hi, lo);
    }

    void add(long generation, long hi, long lo) throws IOException {
        Numbered found = found(generation);
        (found == null ? generation(generation) : found).ids.add(hi, lo);
    }

    /** Number of the next batch of the generation, and not less than {@code least}. */
    long nextBatch(long generation, long least) {
        Numbered numbered = generation(generation);
        long number = Math.max(least, numbered.batches);
        numbered.batches = number + 1;
        return number;
    }

    /** A batch that the changelog has. */
    void restore(long generation, long batch, ByteBuffer pairs) throws IOException {
        Numbered restored = generation(generation);
        restored.batches = Math.max(restored.batches, batch + 1);
        while (pairs.hasRemaining()) {
            restored.ids.add(pairs.getLong(), pairs.getLong());
        }
    }

    /** The generation is over; answers how many batches of it the changelog has. Its ids are gone at once. */
    long forget(long generation) throws IOException {
        Numbered over = generations.remove(generation);
        latest = null;
        if (over == null) {
            return 0;
        }
        over.ids.delete();
        return over.batches;
    }

    /** Those before {@code end} that there are. */
    List<Long> generationsBefore(long end) {
        return new ArrayList<>(generations.headMap(end).keySet());
    }

    long count() {
        return generations.values().stream().mapToLong(each -> each.ids.count()).sum();
    }

    long countOf(long generation) {
        Numbered found = found(generation);
        return found == null ? 0 : found.ids.count();
    }

    /**
     * The generation is over: the changelog's batch of that number was taken back, as all will be in their order. Its ids go with the first, and
     * nothing of it is left with the last.
     */
    void takenBack(long generation, long batch) throws IOException {
        Numbered over = generations.get(generation);
        if (over == null) {
            return;
        }
        if (batch == 0) {
            over.ids.delete();
        }
        if (batch + 1 >= over.batches) {
            forget(generation);
        }
    }

    /** Takes on what merges the generations before the last one have: nothing is added to these any more. */
    void goOnWithOlder() throws IOException {
        if (generations.size() > 1) {
            for (Numbered older : generations.headMap(generations.lastKey()).values()) {
                older.ids.goOn();
            }
        }
    }

    /**
     * Closes it so that it is found again.
     *
     * @param committed the changelog's offsets up to which it is what the changelog has
     * @param over generations that were forgotten and of which the changelog has so many batches
     */
    void closeAs(Map<TopicPartition, Long> committed, Map<Long, Long> over) throws IOException {
        try {
            Map<Long, Manifest.Generation> written = new TreeMap<>();
            over.forEach((generation, batches) -> written.put(generation, new Manifest.Generation(batches, List.of())));
            for (Map.Entry<Long, Numbered> entry : generations.entrySet()) {
                GenerationIds ids = entry.getValue().ids;
                ids.writeAll();
                List<String> names = ids.runs().stream()
                        .map(run -> run.file().getFileName().toString())
                        .toList();
                long batches = Math.max(entry.getValue().batches, over.getOrDefault(entry.getKey(), 0L));
                written.put(entry.getKey(), new Manifest.Generation(batches, names));
            }
            new Manifest(committed, written).write(directory);
        } finally {
            close();
        }
    }

    /** Closes it so that nothing of it is found again. */
    void close() throws IOException {
        try (Closing closing = new Closing()) {
            for (Numbered generation : generations.values()) {
                closing.then(generation.ids::close);
            }
        }
        generations.clear();
        latest = null;
    }

    private @Nullable Numbered found(long generation) {
        if (latest != null && latestNumber == generation) {
            return latest;
        }
        return generations.get(generation);
    }

    private Numbered generation(long number) {
        latest = generations.computeIfAbsent(number, missing -> new Numbered(new GenerationIds(missing, files)));
        latestNumber = number;
        return latest;
    }
}
