package dev.firstlight.loadtest.bench.stream.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.PackCompressor;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.RawEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PacksTest {

    private static final int PARTITIONS = 3;
    private static final int EVENTS = 60_000;
    private static final int DAY = 20_414;
    private static final long NOW_MS = DAY * 86_400_000L;
    private static final List<String> AGENTS = List.of("Mozilla/5.0 (one)", "Mozilla/5.0 (two)");

    private final PackReader reader = new PackReader(new SchemaBook());
    private final List<RawEvent> events = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final List<Long> sequences = new ArrayList<>(List.of(0L, 0L, 0L));
    private int compressed;
    private int packs;

    @TempDir
    private Path directory;

    private DayKey key;

    @BeforeEach
    void makeAKey() throws IOException {
        Files.write(AddressKeys.fileOf(directory, DAY), new byte[AddressKeys.FILE_BYTES]);
        key = Objects.requireNonNull(new AddressKeys(directory, InstantSource.system()).ofDay(DAY));
    }

    @Test
    void shouldWriteWhatACollectorWritesWithSixRepeatsInAThousand() {
        Hits hits = new Hits(new Random(5), AGENTS);

        write(hits, Packs.ITEMS);

        assertThat(events).hasSize(EVENTS);
        assertThat(EVENTS - ids.size()).isEqualTo((int) hits.repeats());
        assertThat((double) hits.repeats() / EVENTS).isCloseTo(0.005, within(0.001)); // none among the first 10,000
        assertThat(packs).isBetween(EVENTS / Packs.ITEMS, EVENTS / Packs.ITEMS + PARTITIONS);
        assertThat(compressed).isGreaterThanOrEqualTo(packs - PARTITIONS);
        assertThat(events).allMatch(event -> event.getAddress() != null && event.getUserAgent() != null);
    }

    @Test
    void shouldAskForTwentyParametersAsABrowserDoes() {
        write(new Hits(new Random(5), AGENTS), Packs.ITEMS);

        String payload =
                StandardCharsets.US_ASCII.decode(events.get(0).getPayload()).toString();
        assertThat(payload.split("&").length).isBetween(19, 26);
        assertThat(payload).contains("e=", "eid=", "url=https%3A%2F%2F", "ref=https%3A%2F%2F", "vid=");
        assertThat(events).anyMatch(event -> event.getIdentity().name().equals("ORDER"));
    }

    @Test
    void shouldWriteOneEventARecordForWhoWantsThat() {
        write(new Hits(new Random(5), AGENTS), 1);

        assertThat(packs).isEqualTo(EVENTS);
        assertThat(compressed).isZero();
    }

    private void write(Hits hits, int items) {
        try (Packs out = new Packs(PARTITIONS, items, key, new Random(6), this::read)) {
            for (int i = 0; i < EVENTS; i++) {
                out.add(hits.next(NOW_MS));
            }
            out.flush();
        }
    }

    private void read(int partition, byte[] bytes) {
        packs++;
        compressed += PackCompressor.isCompressed(bytes) ? 1 : 0;
        try {
            PackReader.Pack pack = reader.read(bytes);
            assertThat(pack.header().getPartition()).isEqualTo(partition);
            assertThat(pack.header().getFirstSequence()).isEqualTo(sequences.get(partition));
            sequences.set(partition, sequences.get(partition) + pack.items().size());
            for (PackReader.Item item : pack.items()) {
                RawEvent event = Objects.requireNonNull(item.event());
                DedupId id = DedupId.of(event.getDedupId().bytes());
                assertThat(id.partition(PARTITIONS)).isEqualTo(partition);
                ids.add(id.hex());
                events.add(event);
            }
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }
}
