package dev.firstlight.stream.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.stream.MemoryStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Whatever is rolled back, each cell that changed is published in the end, and with all that was counted. */
class MinuteCountsTest {

    private static final long DAY = 20_000;
    private static final long MINUTE = DAY * 24 * 60;

    /** More than are held, and more than are known to be marked. */
    private static final int MANY = 10_050;

    /** A store with what a transaction has not committed yet, and what goes with it: what was counted and what was published. */
    private static final class Run {

        private final KeyValueStore<Bytes, byte[]> store = MemoryStore.open();
        private Map<Bytes, byte[]> committedStore = new TreeMap<>();
        private Map<Cell, Long> counted = new HashMap<>();
        private Map<Cell, Long> countedAndCommitted = new HashMap<>();
        private Map<Cell, Map<String, Long>> published = new HashMap<>();
        private Map<Cell, Map<String, Long>> publishedAndCommitted = new HashMap<>();
        private MinuteCounts counts = new MinuteCounts(store);

        void add(Cell cell) {
            Counts one = new Counts();
            one.add("accepted", 1);
            counts.add(cell, one, true);
            counted.merge(cell, 1L, Long::sum);
        }

        int publish(int max) {
            List<Cell> changed = counts.changed(max);
            for (Cell cell : changed) {
                published.put(cell, counts.counts(cell));
                counts.published(cell);
            }
            return changed.size();
        }

        void commit() {
            committedStore = content();
            countedAndCommitted = new HashMap<>(counted);
            publishedAndCommitted = new HashMap<>(published);
        }

        /** What a task finds that is closed and begins again. */
        void rollBack() {
            content().keySet().forEach(store::delete);
            committedStore.forEach(store::put);
            counted = new HashMap<>(countedAndCommitted);
            published = new HashMap<>(publishedAndCommitted);
            counts = new MinuteCounts(store);
        }

        private Map<Bytes, byte[]> content() {
            Map<Bytes, byte[]> content = new TreeMap<>();
            try (var all = store.all()) {
                all.forEachRemaining(entry -> content.put(entry.key, entry.value));
            }
            return content;
        }
    }

    @Test
    void shouldPublishEveryChangeWhateverIsRolledBackInBetween() {
        Seeded.repeat(200, random -> {
            Run run = new Run();
            for (int step = 0; step < 200; step++) {
                switch (random.nextInt(8)) {
                    case 0 -> run.publish(1 + random.nextInt(5));
                    case 1 -> run.commit();
                    case 2 -> run.rollBack();
                    default -> run.add(cell(random));
                }
            }
            while (run.publish(3) > 0) {
                run.commit();
            }

            Map<Cell, Map<String, Long>> expected = new HashMap<>();
            run.counted.forEach((cell, count) -> expected.put(cell, Map.of("accepted", count)));
            assertThat(run.published).isEqualTo(expected);
        });
    }

    @Test
    void shouldPublishEveryChangeAlsoOfMoreCellsThanItRemembersToHaveMarked() {
        Run run = new Run();
        for (int round = 1; round <= 2; round++) {
            for (int i = 0; i < MANY; i++) {
                run.add(new Cell(0, MINUTE, "pixel-" + i));
            }
            run.add(new Cell(0, MINUTE, "pixel-" + (MANY - 1)));

            assertThat(run.publish(2 * MANY)).isEqualTo(MANY);
            assertThat(run.publish(2 * MANY)).isZero();
        }

        assertThat(run.published.get(new Cell(0, MINUTE, "pixel-0"))).isEqualTo(Map.of("accepted", 2L));
        assertThat(run.published.get(new Cell(0, MINUTE, "pixel-" + (MANY - 1))))
                .isEqualTo(Map.of("accepted", 4L));
    }

    private static Cell cell(Random random) {
        long day = random.nextInt(4) == 0 ? DAY + random.nextInt(2) : 0;
        return new Cell(day, MINUTE + random.nextInt(3), List.of("", "a", "ab").get(random.nextInt(3)));
    }
}
