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
            assertThat(pipeline.claimedIds()).isEqualTo(31);

            pipeline.advance(threeWindows);
            assertThat(pipeline.claimedIds()).isEqualTo(1);
            assertThat(pipeline.meters.count(StreamMeter.CLAIMS_FORGOTTEN)).isEqualTo(30);
        }
    }

    @Test
    void shouldForgetAnOrderBetweenOneAndTwoWindowsLater() {
        try (TestPipeline pipeline = new TestPipeline(directory)) {
            Duration window = Duration.ofDays(400);
            long first = pipeline.clock.millis();
            pipeline.append(first, Raws.query("12345", "eid=a&e=conversion&oid=A-1", first));

            pipeline.append(first + window.toMillis() - 1, Raws.query("12345", "eid=b", first));
            pipeline.advance(window);
            assertThat(pipeline.entriesOf(PipelineTopology.CLAIMED_ORDERS)).isOne();

            pipeline.append(first + 2 * window.toMillis() + 3_600_000, Raws.query("12345", "eid=c", first));
            pipeline.advance(window.plusHours(1));
            assertThat(pipeline.entriesOf(PipelineTopology.CLAIMED_ORDERS)).isZero();
        }
    }

    @Test
    void shouldWriteSixteenBytesPerIdToTheChangelogAndTakeThemBackWhenTheyAreForgotten() {
        try (TestPipeline pipeline = new TestPipeline(directory)) {
            long first = pipeline.clock.millis();
            for (int i = 0; i < 100; i++) { // each pack in a transaction of its own
                pipeline.append(
                        first,
                        Raws.query("12345", "eid=" + i % 60, first),
                        Raws.query("12345", "eid=and-" + i % 60, first));
            }
            assertThat(pipeline.changelog(PipelineTopology.CLAIMED_EVENTS))
                    .hasSize(60)
                    .allSatisfy(record -> assertThat(record.value()).hasSize(2 * 16));

            Duration threeWindows = W.multipliedBy(3);
            pipeline.append(first + threeWindows.toMillis(), Raws.query("12345", "eid=last", first));
            pipeline.advance(threeWindows);

            assertThat(pipeline.changelog(PipelineTopology.CLAIMED_EVENTS))
                    .hasSize(61)
                    .filteredOn(record -> record.value() == null)
                    .hasSize(60);
        }
    }
}
