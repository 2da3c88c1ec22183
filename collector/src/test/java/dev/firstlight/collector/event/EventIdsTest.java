package dev.firstlight.collector.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class EventIdsTest {

    private static final int RFC_9562_VARIANT = 2;

    @Test
    void shouldMakeUuidsOfVersion7ThatBeginWithTheirTime() {
        EventIds ids = new EventIds();

        Seeded.repeat(1_000, random -> {
            long nowMs = random.nextLong() >>> 16;

            UUID id = UUID.fromString(ids.make(nowMs));

            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(RFC_9562_VARIANT);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(nowMs);
        });
    }

    @Test
    void shouldMakeThemAsBytesTheSameWay() {
        EventIds ids = new EventIds();
        byte[] made = new byte[EventIds.TEXT_BYTES];

        Seeded.repeat(1_000, random -> {
            long nowMs = random.nextLong() >>> 16;

            ids.make(nowMs, made);
            UUID id = UUID.fromString(new String(made, StandardCharsets.US_ASCII));

            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(RFC_9562_VARIANT);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(nowMs);
            assertThat(made).asString().isEqualTo(id.toString());
        });
    }

    @Test
    void shouldNeverMakeAnIdTwiceInOneMillisecondNorOnTwoLoops() {
        EventIds one = new EventIds();
        EventIds other = new EventIds();
        Set<String> made = new HashSet<>();

        for (int i = 0; i < 100_000; i++) {
            made.add(one.make(Facts.NOW_MS));
            made.add(other.make(Facts.NOW_MS));
        }

        assertThat(made).hasSize(200_000);
    }
}
