package dev.firstlight.stream.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CountsTest {

    @Test
    void shouldAddUpAndComeBackFromBytesAsTheyWere() {
        Seeded.repeat(20, random -> {
            Counts counts = new Counts();
            Map<String, Long> expected = new TreeMap<>();
            for (int i = 0; i < 200; i++) {
                String name = "refused.reason_" + random.nextInt(40);
                long more = random.nextLong() >>> 2;
                counts.add(name, more);
                expected.merge(name, more, Long::sum);
                if (random.nextInt(10) == 0) {
                    counts = Counts.of(counts.bytes());
                }
            }

            assertThat(counts.asMap()).isEqualTo(expected);
        });
    }

    @Test
    void shouldMakeOneOfTwo() {
        Counts some = new Counts();
        some.add("accepted", 1);
        some.add("unique", 1);
        Counts others = new Counts();
        others.add("unique", 2);
        others.add("repeated.event_id", 3);

        some.addAll(others);

        assertThat(some.asMap()).isEqualTo(Map.of("accepted", 1L, "unique", 3L, "repeated.event_id", 3L));
    }
}
