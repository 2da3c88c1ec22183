package dev.firstlight.stream.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Seeded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, against a set in memory. */
class SeenIdsTest {

    private static final TopicPartition CHANGELOG = new TopicPartition("claims-changelog", 3);
    private static final Map<TopicPartition, Long> AT_7 = Map.of(CHANGELOG, 7L);
    private static final int TABLES = 22; // enough for two levels of merges and some in between

    @TempDir
    Path directory;

    private final FilterMemory memory = new FilterMemory(2 << 20);
    private final List<String> errorLines = new ArrayList<>();
    private int tableIds = IdTable.IDS_MAX;

    @Test
    void shouldKnowEachOfManyIdsAndNoOtherWhileTablesAreWrittenAndMerged() throws IOException {
        SeenIds seen = open(directory, memory);
        long[] ids = ids(1, TABLES * IdTable.IDS_MAX);
        for (int i = 0; i < ids.length; i += 2) {
            seen.add(5, ids[i], ids[i + 1]);
            if (i % 1_000 == 0) {
                int earlier = i / 4 * 2;
                assertThat(seen.contains(5, ids[earlier], ids[earlier + 1])).isTrue();
                assertThat(seen.contains(5, ids[earlier], ids[earlier + 1] + 1)).isFalse();
                assertThat(seen.contains(4, ids[earlier], ids[earlier + 1])).isFalse();
            }
        }
        assertKnows(seen, ids, 7);
        assertThat(seen.count()).isEqualTo(ids.length / 2);
        assertThat(files()).hasSizeLessThanOrEqualTo(3 * 2 * GenerationIds.MERGED_TOGETHER);
        seen.close();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void shouldTakeEighteenBytesAnIdOnDisk() throws IOException {
        SeenIds seen = open(directory, memory);
        long[] ids = ids(2, TABLES * IdTable.IDS_MAX);
        add(seen, ids);
        seen.closeAs(AT_7, Map.of());

        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        assertThat(bytes * 2.0 / ids.length).isBetween(17.0, 18.0);
    }

    @Test
    void shouldFindAgainWhatWasClosedInOrder() throws IOException {
        long[] ids = ids(3, 6 * IdTable.IDS_MAX + 77);
        SeenIds seen = open(directory, memory);
        add(seen, ids);
        seen.nextBatch(5, 0);
        seen.closeAs(AT_7, Map.of(2L, 9L));
        for (int life = 0; life < 3; life++) {
            SeenIds again = open(directory, memory);
            assertThat(again.offsets()).isEqualTo(AT_7);
            assertKnows(again, ids, 7);
            assertThat(again.contains(5, 1, 2)).isFalse();
            assertThat(again.nextBatch(5, 0)).isEqualTo(1 + life);
            assertThat(again.forget(2)).isEqualTo(9); // batches of one that was forgotten
            again.closeAs(AT_7, Map.of(2L, 9L));
        }
        assertThat(files()).hasSizeLessThan(12); // a life leaves none of its own
    }

    @Test
    void shouldFindNothingOfALifeThatWasNotClosedInOrder() throws IOException {
        long[] ids = ids(4, 3 * IdTable.IDS_MAX);
        SeenIds seen = open(directory, memory);
        add(seen, ids);
        seen.closeAs(AT_7, Map.of());

        SeenIds killed = open(directory, memory); // takes the manifest away
        killed.add(5, 1, 2);

        SeenIds after = open(directory, memory);
        assertThat(after.offsets()).isEmpty();
        assertThat(after.count()).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldForgetAGenerationWithItsFiles() throws IOException {
        SeenIds seen = open(directory, memory);
        add(seen, ids(5, 9 * IdTable.IDS_MAX));
        seen.add(6, 1, 2);
        seen.nextBatch(5, 0);

        assertThat(seen.generationsBefore(6)).containsExactly(5L);
        assertThat(seen.forget(5)).isOne();

        assertThat(seen.count()).isOne();
        assertThat(seen.contains(6, 1, 2)).isTrue();
        assertThat(files()).isEmpty();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void shouldReadWhatThereIsNoMemoryToFilter() throws IOException {
        FilterMemory none = new FilterMemory(0);
        long[] ids = ids(6, 6 * IdTable.IDS_MAX);
        SeenIds seen = open(directory, none);
        add(seen, ids);
        assertKnows(seen, ids, 7);
        assertThat(seen.contains(5, 1, 2)).isFalse();
        seen.closeAs(AT_7, Map.of());

        SeenIds again = open(directory, none);
        assertKnows(again, ids, 7);
        assertThat(again.contains(5, 1, 2)).isFalse();
        again.close();
        assertThat(none.taken()).isZero();
    }

    @Test
    void shouldNeverAnswerFromAFileThatIsNotAsItWasWritten() throws IOException {
        long[] ids = ids(7, IdTable.IDS_MAX + 300);
        Seeded.repeat(30, random -> {
            try {
                SeenIds seen = open(directory, memory);
                add(seen, ids);
                seen.closeAs(AT_7, Map.of());
                damageOne(random);

                assertThatThrownBy(() -> lookForAll(ids)).isInstanceOf(DamagedIdsException.class);
                assertThat(memory.taken()).isZero();
                Files.deleteIfExists(directory.resolve("manifest"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void lookForAll(long[] ids) throws IOException {
        SeenIds again = open(directory, memory);
        try {
            assertKnowsAll(again, ids);
        } finally {
            again.close();
        }
    }

    /** Any file, the manifest as well: a bit flipped, cut short, or gone. */
    private void damageOne(Random random) throws IOException {
        List<Path> files = Stream.concat(files().stream(), Stream.of(directory.resolve("manifest")))
                .toList();
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        int kind = random.nextInt(10);
        if (kind == 0 && !file.endsWith("manifest")) {
            Files.delete(file);
        } else if (kind == 1) {
            Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        } else {
            int at = random.nextInt(3) == 0
                    ? bytes.length - 1 - random.nextInt(Math.min(60, bytes.length))
                    : random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
        }
    }

    @Test
    void shouldAgreeWithASetOverManyLivesGenerationsAndRestoredBatches() {
        tableIds = 700;
        Seeded.repeat(4, random -> {
            Path root = directory.resolve("seed" + random.nextLong());
            Set<String> oracle = new HashSet<>();
            try {
                SeenIds seen = open(root, memory);
                for (int step = 0; step < 200; step++) {
                    long generation = random.nextInt(3);
                    long[] ids = ids(random.nextInt(300), 1 + random.nextInt(3_000)); // some for the second time
                    if (random.nextInt(4) == 0) {
                        ByteBuffer batch = ByteBuffer.wrap(IdBatch.value(ids, ids.length / 2));
                        seen.restore(generation, random.nextInt(50), batch);
                    } else {
                        add(seen, generation, ids);
                    }
                    seen.goOnWithOlder();
                    for (int i = 0; i < ids.length; i += 2) {
                        oracle.add(generation + " " + ids[i] + " " + ids[i + 1]);
                    }
                    if (random.nextInt(40) == 0) {
                        seen.closeAs(AT_7, Map.of());
                        seen = open(root, memory);
                    }
                    long other = random.nextInt(3);
                    long[] asked = ids(random.nextInt(300), 20);
                    for (int i = 0; i < asked.length; i += 2) {
                        assertThat(seen.contains(other, asked[i], asked[i + 1]))
                                .isEqualTo(oracle.contains(other + " " + asked[i] + " " + asked[i + 1]));
                    }
                }
                seen.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void shouldNeverTakeMoreMemoryForFiltersThanThereIsAndHaveAllInItThatFit() throws IOException {
        tableIds = 1_000;
        FilterMemory some = new FilterMemory(IdFilter.blocks(60_000) * 64L);
        SeenIds seen = open(directory, some);
        long[] ids = ids(8, 100_000);
        for (int i = 0; i < ids.length; i += 2) {
            seen.add(5, ids[i], ids[i + 1]);
            assertThat(some.taken()).isLessThanOrEqualTo(IdFilter.blocks(60_000) * 64L);
            if (i == 2 * 50_000) { // those before take no more than there is: every run has its filter
                assertThat(some.taken()).isGreaterThan(IdFilter.blocks(48_000) * 64L);
            }
        }
        assertKnows(seen, ids, 7);
        seen.close();
        assertThat(some.taken()).isZero();
    }

    @Test
    void shouldGoOnWithMergesOfAGenerationThatGetsNothingAnyMore() throws IOException {
        tableIds = 100;
        SeenIds seen = open(directory, memory);
        long[] ids = ids(9, 1_650); // four tables of the second level are just being merged
        add(seen, ids);
        int before = files().size();
        seen.add(6, 1, 2);
        for (int i = 0; i < 20; i++) {
            seen.goOnWithOlder();
        }
        assertThat(files()).hasSizeLessThan(before);
        assertKnowsAll(seen, ids);
        seen.close();
    }

    /** So many ids of chance, the same for a seed. */
    private static long[] ids(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.longs(2L * count).toArray();
    }

    private SeenIds open(Path root, FilterMemory filters) throws IOException {
        ErrorLog errors = new ErrorLog(InstantSource.system(), (line, cause) -> errorLines.add(line));
        return SeenIds.open(root, filters, tableIds, errors);
    }

    private static void add(SeenIds seen, long[] ids) throws IOException {
        add(seen, 5, ids);
    }

    private static void add(SeenIds seen, long generation, long[] ids) throws IOException {
        for (int i = 0; i < ids.length; i += 2) {
            seen.add(generation, ids[i], ids[i + 1]);
        }
    }

    private static void assertKnowsAll(SeenIds seen, long[] ids) throws IOException {
        assertKnows(seen, ids, 1);
    }

    /** Each of so many. */
    private static void assertKnows(SeenIds seen, long[] ids, int each) throws IOException {
        for (int i = 0; i < ids.length; i += 2 * each) {
            if (!seen.contains(5, ids[i], ids[i + 1])) {
                throw new AssertionError("id " + i / 2 + " is not known");
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(path -> path.toString().endsWith(".ids")).toList();
        }
    }
}
