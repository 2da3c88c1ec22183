package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.stream.meter.StreamMeter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pack header proves that nothing is missing, beyond any window. */
class SequenceTest {

    @TempDir
    Path directory;

    private TestPipeline pipeline;

    @BeforeEach
    void start() {
        pipeline = new TestPipeline(directory);
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void shouldCountNothingWhenPacksFollowEachOther() {
        pipeline.append(event(), event());
        pipeline.append(event());
        settle();

        assertThat(pipeline.meters.count(StreamMeter.RAW_GAP_ITEMS)).isZero();
        assertThat(pipeline.meters.count(StreamMeter.RAW_REPEATED_PACKS)).isZero();
    }

    @Test
    void shouldCountMissingItemsOnceAndOnlyWhenNobodyGaveThemUp() {
        pipeline.appendBytes(pipeline.pack(0, 0, event()));
        pipeline.appendBytes(pipeline.pack(6, 0, event())); // five missing,
        pipeline.appendBytes(pipeline.pack(7, 3, event())); // three of them given up, as the collector says later
        assertThat(pipeline.meters.count(StreamMeter.RAW_GAP_ITEMS)).isZero();

        settle();
        settle();

        assertThat(pipeline.meters.count(StreamMeter.RAW_GAP_ITEMS)).isEqualTo(2);
    }

    @Test
    void shouldCountPacksThatCameBefore() {
        byte[] pack = pipeline.pack(0, 0, event(), event());

        pipeline.appendBytes(pack);
        pipeline.appendBytes(pack);
        pipeline.appendBytes(pipeline.pack(2, 0, event()));
        settle();

        assertThat(pipeline.meters.count(StreamMeter.RAW_REPEATED_PACKS)).isOne();
        assertThat(pipeline.meters.count(StreamMeter.RAW_GAP_ITEMS)).isZero();
    }

    @Test
    void shouldForgetACollectorThatWasSilentForFourDays() {
        pipeline.append(event());

        pipeline.advance(Duration.ofDays(4).minusMinutes(1));
        assertThat(pipeline.entriesOf(PipelineTopology.PACK_SEQUENCES)).isOne();
        pipeline.advance(Duration.ofMinutes(2));
        assertThat(pipeline.entriesOf(PipelineTopology.PACK_SEQUENCES)).isZero();
    }

    private void settle() {
        pipeline.advance(Duration.ofMinutes(2));
    }

    private RawEvent event() {
        return Raws.query("12345", "", pipeline.clock.millis());
    }
}
