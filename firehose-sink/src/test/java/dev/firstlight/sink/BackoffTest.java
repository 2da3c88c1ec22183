package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

    @Test
    void shouldStayBetweenTheShortestAndTheDoubledWait() {
        Seeded.repeat(200, random -> {
            int attempt = 1 + random.nextInt(50);

            long waitMs = backoff.before(attempt, random.nextBoolean(), random).toMillis();

            assertThat(waitMs).isBetween(100L, Math.min(30_000L, 100L << Math.min(attempt, 20)));
        });
    }

    @Test
    void shouldWaitAtLeastHalfOfTheDoubledWaitWhenThrottled() {
        Seeded.repeat(200, random -> assertThat(backoff.before(6, true, random).toMillis())
                .isBetween(3_200L, 6_400L));
    }

    @Test
    void shouldSpreadThoseThatWereTurnedAwayTogether() {
        Set<Duration> waits = new HashSet<>();
        Random random = new Random(7);

        for (int i = 0; i < 100; i++) {
            waits.add(backoff.before(8, false, random));
        }

        assertThat(waits).hasSizeGreaterThan(90);
    }

    @Test
    void shouldNeverOverflowHoweverLongTheOutage() {
        Backoff longest = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(10));

        assertThat(longest.before(Integer.MAX_VALUE, true, new Random(1)))
                .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
    }
}
