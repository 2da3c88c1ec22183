package dev.firstlight.stream.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.DedupId;
import dev.firstlight.stream.ids.RestoredIds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClaimEntriesTest {

    private static final Duration WINDOW = Duration.ofHours(49);
    private static final long NOW_MS = 1_800_000_000_000L;

    @Test
    void shouldFillAStoreInWhichTheProcessorFindsTheIds(@TempDir Path directory) {
        List<ConsumerRecord<byte[], byte[]>> changelog = new ArrayList<>();
        ClaimEntries entries = new ClaimEntries(
                WINDOW, (key, value) -> changelog.add(new ConsumerRecord<>("claims", 0, changelog.size(), key, value)));

        for (int i = 0; i < 2_500; i++) {
            entries.claim(new DedupId(1, i), NOW_MS - WINDOW.toMillis() + i * 60_000L);
        }
        entries.end();
        EventClaims claims = new EventClaims(RestoredIds.of(directory, changelog), Generations.ofEvents(WINDOW));
        for (int i = 0; i < 2_500; i++) {
            assertThat(claims.isFirstSighting(new DedupId(1, i), NOW_MS)).isFalse();
        }
        assertThat(claims.isFirstSighting(new DedupId(2, 3), NOW_MS)).isTrue();
    }
}
