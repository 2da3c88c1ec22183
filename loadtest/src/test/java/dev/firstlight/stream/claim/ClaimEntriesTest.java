package dev.firstlight.stream.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.loadtest.bench.stream.process.MapStore;
import dev.firstlight.schema.DedupId;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

final class ClaimEntriesTest {

    private static final Duration WINDOW = Duration.ofHours(49);
    private static final long NOW_MS = 1_800_000_000_000L;

    @Test
    void shouldFillAStoreInWhichTheProcessorFindsTheId() {
        MapStore store = new MapStore();
        ClaimEntries entries = new ClaimEntries(WINDOW, (key, value) -> store.put(Bytes.wrap(key), value));

        entries.claim(new DedupId(1, 2), NOW_MS);

        Claims claims = new Claims(store, Generations.ofEvents(WINDOW));
        assertThat(claims.isFirstSighting(new DedupId(1, 2), NOW_MS + 1_000)).isFalse();
        assertThat(claims.isFirstSighting(new DedupId(1, 3), NOW_MS + 1_000)).isTrue();
    }
}
