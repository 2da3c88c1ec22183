package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.stream.meter.StreamMeter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The windows in the running topology: the log's clock decides, old generations go beside the data path. */
class GenerationsInTopologyTest {

    private static final Duration W = Duration.ofHours(49);

    @TempDir
    Path directory;

    @Test
    void shouldKnowAnIdForTheWindowWhateverTheClientsClockSays() {
        try (TestPipeline pipeline = new TestPipeline(directory)) {
            long first = pipeline.clock.millis();

            pipeline.append(first, Raws.query("12345", "eid=a&ct=1&st=2", first));
            pipeline.append(
                    first + W.toMillis() - 1,
                    Raws.query("12345", "eid=a&ct=9999999999999&st=1", first + 3 * W.toMillis()));

            assertThat(pipeline.events()).hasSize(1);
        }
    }

    @Test
    void shouldKnowAnOrderFarLongerThanAnEventId() {
        try (TestPipeline pipeline = new TestPipeline(directory)) {
            long first = pipeline.clock.millis();
            long later = first + Duration.ofDays(399).toMillis();

            pipeline.append(first, Raws.query("12345", "eid=a&e=conversion&oid=A-1", first));
            pipeline.append(first, Raws.query("12345", "eid=b", first));
            pipeline.append(later, Raws.query("12345", "eid=c&e=conversion&oid=A-1", later));
            pipeline.append(later, Raws.query("12345", "eid=b", later));

            assertThat(pipeline.events()).extracting("eventId").containsExactly("a", "b", "b");
        }
    }

    @Test
    void shouldDeleteOldGenerationsAfterBothClocksHavePassedThem() {
        try (TestPipeline pipeline = new TestPipeline(directory)) {
            long first = pipeline.clock.millis();
            for (int i = 0; i < 30; i++) {
                pipeline.append(first, Raws.query("12345", "", first));
            }
            Duration threeWindows = W.multipliedBy(3);

            pipeline.append(first + threeWindows.toMillis(), Raws.query("12345", "", first));
            pipeline.advance(Duration.ofSeconds(2));
            assertThat(pipeline.entriesOf(PipelineTopology.CLAIMED_EVENTS)).isEqualTo(31);

            pipeline.advance(threeWindows);
            assertThat(pipeline.entriesOf(PipelineTopology.CLAIMED_EVENTS)).isEqualTo(1);
            assertThat(pipeline.meters.count(StreamMeter.CLAIMS_FORGOTTEN)).isEqualTo(30);
        }
    }
}
