package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.stream.meter.StreamMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every event 1 to 50 times, out of order, through delays as a spool makes them, across the end of generations and restarts, with client
 * clocks off by years: exactly one each.
 */
class DuplicateStormTest {

    private static final long WINDOW_MS = Duration.ofHours(49).toMillis();
    private static final long OUTAGE_MS = Duration.ofHours(12).toMillis();
    private static final long YEARS_MS = Duration.ofDays(3_000).toMillis();
    private static final int EVENTS = 60;

    @TempDir
    Path directory;

    @Test
    void shouldLetExactlyOneOfEachThrough() {
        Seeded.repeat(3, random -> {
            Storm storm = new Storm(random, directory.resolve("seed-" + random.nextLong()));
            storm.blow();

            assertThat(storm.unique).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(storm.wanted);
            storm.counts.forEach((minute, counts) -> assertThat(counts.getOrDefault("accepted", 0L))
                    .as("minute %s: %s", minute, counts)
                    .isEqualTo(sum(counts, "unique") + sum(counts, "repeated.") + sum(counts, "refused.")));
            assertThat(storm.repeated()).isEqualTo(storm.counted - storm.wanted.size());
            assertThat(storm.errorLines).isEmpty();
            assertThat(storm.lost + storm.unproven).isZero();
        });
    }

    @Test
    void shouldNotLetARefusedEventBlockAGoodOneWithTheSameId() {
        Seeded.repeat(3, random -> {
            try (TestPipeline pipeline = new TestPipeline(directory.resolve("seed-" + random.nextLong()))) {
                long now = pipeline.clock.millis();
                String[] refused = {"e=no+type", "e=click&ti=%00", "e=click&ti=%zz"};
                List<RawEvent> arrivals = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    for (int tries = 1 + random.nextInt(5); tries > 0; tries--) {
                        RawEvent bad = Raws.query("12345", "eid=e" + i, now);
                        bad.setPayload(Raws.utf8(refused[random.nextInt(refused.length)] + "&eid=e" + i));
                        arrivals.add(bad);
                    }
                    arrivals.add(Raws.query("12345", "e=click&eid=e" + i, now));
                }
                Collections.shuffle(arrivals, random);

                arrivals.forEach(pipeline::append);

                assertThat(pipeline.events()).hasSize(40);
                assertThat(pipeline.rejects()).hasSize(arrivals.size() - 40);
            }
        });
    }

    private static long sum(Map<String, Long> counts, String prefix) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** A pack on its way. */
    private record Arrival(long atMs, long incarnation, long firstSequence, List<RawEvent> items) {}

    private static final class Storm {
        final Random random;
        final Set<String> wanted = new TreeSet<>();
        final List<String> unique = new ArrayList<>();
        final Map<String, Map<String, Long>> counts = new TreeMap<>();
        final List<String> errorLines = new ArrayList<>();
        final List<Arrival> arrivals = new ArrayList<>();
        TestPipeline pipeline;
        long counted;
        long lost;
        long unproven;

        Storm(Random random, Path directory) {
            this.random = random;
            this.pipeline = new TestPipeline(directory);
        }

        /** Each event's copies arrive within one window, as trackers and spools keep to; whole packs come again much later. */
        void blow() {
            List<Long> created = new ArrayList<>();
            List<Integer> events = new ArrayList<>();
            long start = pipeline.clock.millis();
            for (int i = 0; i < EVENTS; i++) {
                long first = start + (long) (random.nextDouble() * 2 * WINDOW_MS);
                for (int copies = 1 + random.nextInt(50); copies > 0; copies--) {
                    created.add(first + (long) (random.nextDouble() * (WINDOW_MS - OUTAGE_MS)));
                    events.add(i);
                }
            }
            List<Integer> inOrder = new ArrayList<>();
            for (int i = 0; i < created.size(); i++) {
                inOrder.add(i);
            }
            inOrder.sort(Comparator.comparing(created::get));
            long[] sequences = new long[4];
            for (int i : inOrder) {
                int collector = random.nextInt(sequences.length);
                long at = created.get(i);
                Arrival arrival = new Arrival(
                        arrivesAt(at, collector), collector, sequences[collector]++, List.of(copy(events.get(i), at)));
                arrivals.add(arrival);
                if (random.nextInt(4) == 0) {
                    long later = arrival.atMs() + (long) (random.nextDouble() * 2 * WINDOW_MS);
                    arrivals.add(new Arrival(later, arrival.incarnation(), arrival.firstSequence(), arrival.items()));
                }
            }
            arrivals.sort(Comparator.comparingLong(Arrival::atMs));
            arrive();
        }

        /** Half of what a collector takes in an outage of its own goes to its spool, and from there to the log when it is over. */
        private long arrivesAt(long createdMs, int collector) {
            long inPeriod = Math.floorMod(createdMs + collector * OUTAGE_MS / 3, 3 * OUTAGE_MS);
            boolean isSpooled = inPeriod < OUTAGE_MS && random.nextBoolean();
            return isSpooled ? createdMs + OUTAGE_MS - inPeriod : createdMs;
        }

        private RawEvent copy(int i, long at) {
            long clientMs = at + (long) ((random.nextDouble() - 0.5) * YEARS_MS);
            String clocks = "&ct=" + Math.abs(clientMs) + "&st=" + Math.abs(clientMs + random.nextInt(100_000));
            String what = i % 3 == 0 ? "e=conversion&oid=order-" + i + "&eid=tag-" + random.nextInt(3) : "eid=e" + i;
            return Raws.query("shop", what + clocks, at);
        }

        private void arrive() {
            int restartEach = 1 + arrivals.size() / 5;
            long now = pipeline.clock.millis();
            for (int i = 0; i < arrivals.size(); i++) {
                Arrival arrival = arrivals.get(i);
                pipeline.advance(Duration.ofMillis(Math.max(0, arrival.atMs() - now)));
                now = Math.max(now, arrival.atMs());
                RawEvent[] items = arrival.items().toArray(new RawEvent[0]);
                pipeline.appendBytes(
                        arrival.atMs(), pipeline.pack(arrival.incarnation(), arrival.firstSequence(), 0, items));
                for (RawEvent item : items) {
                    counted++;
                    wanted.add(HexFormat.of().formatHex(item.getDedupId().bytes()));
                }
                if (i % restartEach == restartEach - 1) {
                    read();
                    pipeline = pipeline.restarted();
                }
            }
            pipeline.advance(Duration.ofHours(30));
            read();
            lost = pipeline.meters.count(StreamMeter.RAW_LOST_ITEMS);
            unproven = pipeline.meters.count(StreamMeter.RAW_UNPROVEN_PACKS);
            pipeline.close();
        }

        private void read() {
            pipeline.advance(Duration.ofSeconds(1));
            pipeline.events().stream().map(Event::getDedupId).forEach(unique::add);
            // What comes days after its minute is counted apart, under a source of its day.
            pipeline.ledger()
                    .forEach(entry -> counts.put(entry.getSource() + " " + entry.getMinute(), entry.getCounts()));
            errorLines.addAll(pipeline.errorLines);
        }

        long repeated() {
            return counts.values().stream()
                    .mapToLong(minute -> sum(minute, "repeated."))
                    .sum();
        }
    }
}
