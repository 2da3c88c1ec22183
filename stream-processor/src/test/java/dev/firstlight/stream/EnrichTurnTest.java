package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An enrichment that waits is told where a wait may begin anew: once a second, between two records. */
class EnrichTurnTest {

    @TempDir
    Path directory;

    private final List<String> calls = new ArrayList<>();

    private final class Listening implements Enrichment {
        @Override
        public String name() {
            return "listening";
        }

        @Override
        public void awaitReady() {
            calls.add("ready");
        }

        @Override
        public void beginTurn() {
            calls.add("turn");
        }

        @Override
        public void enrich(Subject subject, Event event, Warnings warnings) {
            calls.add(event.getEventId());
        }
    }

    @Test
    void shouldBeginATurnEachSecondBetweenRecords() {
        try (TestPipeline pipeline = new TestPipeline(directory, new Listening())) {
            long now = TestPipeline.START.toEpochMilli();
            pipeline.append(Raws.query("12345", "eid=a", now), Raws.query("12345", "eid=b", now));
            pipeline.advance(Duration.ofSeconds(1));
            pipeline.append(Raws.query("12345", "eid=c", now));
        }

        assertThat(calls).containsExactly("ready", "a", "b", "turn", "c");
    }
}
