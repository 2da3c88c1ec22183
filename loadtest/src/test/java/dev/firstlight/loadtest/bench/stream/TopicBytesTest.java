package dev.firstlight.loadtest.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TopicBytesTest {

    @Test
    void shouldSumWhatTopicsOfOneProcessorHaveGrownBy() {
        Map<String, Long> before = Map.of("a.x-changelog", 10L, "b.x-changelog", 5L);
        Map<String, Long> after = Map.of("a.x-changelog", 15L, "a.y-changelog", 7L, "b.x-changelog", 100L, "a.raw", 9L);

        assertThat(TopicBytes.grown(before, after, "a.", "-changelog")).isEqualTo(12);
    }
}
