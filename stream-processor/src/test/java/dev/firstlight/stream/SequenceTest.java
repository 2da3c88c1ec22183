package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.stream.event.RepeatCause;
import dev.firstlight.stream.meter.StreamMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pack header proves that nothing is missing and nothing counts twice, beyond any window. */
class SequenceTest {

    private static final Duration LOST_AFTER = Duration.ofHours(26);
    private static final Duration LONGER_THAN_ANY_WINDOW = Duration.ofDays(6);

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
        pipeline.advance(LOST_AFTER.multipliedBy(2));

        assertThat(lost()).isZero();
        assertThat(openItems()).isZero();
        assertThat(pipeline.meters.count(StreamMeter.RAW_REPEATED_PACKS)).isZero();
    }

    @Test
    void shouldCountMissingItemsAsLostWhenNoSpoolCanBringThemAnyMoreAndNobodyGaveThemUp() {
        pipeline.appendBytes(pipeline.pack(0, 0, event()));
        pipeline.appendBytes(pipeline.pack(6, 0, event())); // five missing,
        pipeline.appendBytes(pipeline.pack(7, 3, event())); // three of them given up, as the collector says later
        pipeline.advance(LOST_AFTER.minusMinutes(1));
        assertThat(lost()).isZero();
        assertThat(openItems()).isEqualTo(2);
        assertThat(pipeline.errorLines).isEmpty();

        pipeline.advance(Duration.ofMinutes(2));
        pipeline.advance(Duration.ofMinutes(2));

        assertThat(lost()).isEqualTo(2);
        assertThat(openItems()).isZero();
        assertThat(pipeline.errorLines).singleElement().asString().contains("they are lost");
    }

    @Test
    void shouldNotCallItLostBecauseABrokersClockJumpedAhead() {
        pipeline.appendBytes(pipeline.pack(0, 0, event()));
        pipeline.appendBytes(pipeline.pack(6, 0, event()));
        pipeline.appendBytes(
                pipeline.clock.millis() + LOST_AFTER.multipliedBy(300).toMillis(), pipeline.pack(7, 0, event()));

        pipeline.advance(Duration.ofMinutes(1));

        assertThat(lost()).isZero();
        assertThat(openItems()).isEqualTo(5);
    }

    @Test
    void shouldNotCallItLostWhileTheLogIsReadWithADelay() {
        long first = pipeline.clock.millis();
        pipeline.advance(LOST_AFTER.multipliedBy(3)); // the log was written long ago
        pipeline.appendBytes(first, pipeline.pack(1, 0, event()));
        pipeline.advance(Duration.ofSeconds(20));

        pipeline.appendBytes(first + LOST_AFTER.toMillis() - 60_000, pipeline.pack(0, 0, event()));
        pipeline.advance(LOST_AFTER);

        assertThat(lost()).isZero();
        assertThat(pipeline.events()).hasSize(2);
    }

    @Test
    void shouldLetALatePackFillItsGapThatALaterOneRepeats() {
        byte[] spooled = pipeline.pack(1, 0, event("b"), event("c"));
        pipeline.appendBytes(pipeline.pack(0, 0, event("a")));
        pipeline.appendBytes(pipeline.pack(3, 0, event("d")));
        pipeline.advance(Duration.ofHours(20));

        pipeline.appendBytes(spooled);
        pipeline.appendBytes(spooled);
        pipeline.advance(LOST_AFTER);

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("a", "d", "b", "c");
        assertThat(pipeline.meters.count(StreamMeter.RAW_REPEATED_PACKS)).isOne();
        assertThat(lost()).isZero();
    }

    @Test
    void shouldDropAReplayedPackHoweverLateAndKeepTheBalance() {
        RawEvent refusedAtEdge = Raws.refused("12345", "json_malformed", "{", pipeline.clock.millis());
        byte[] pack = pipeline.pack(0, 0, event("a"), event("b"), refusedAtEdge);
        long minute = pipeline.clock.millis() / 60_000;

        pipeline.appendBytes(pack);
        pipeline.appendBytes(pack);
        pipeline.advance(LONGER_THAN_ANY_WINDOW);
        pipeline.appendBytes(
                pipeline.pack(3, 0, event("later"))); // the log's clock moves on: all identities of then are forgotten
        pipeline.advance(Duration.ofMinutes(1));
        assertThat(pipeline.ledger()).anySatisfy(entry -> {
            assertThat(entry.getMinute()).isEqualTo(minute);
            assertThat(entry.getCounts())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "accepted", 4L,
                            "unique", 2L,
                            "repeated.replayed_pack", 2L,
                            "refused_at_edge", 1L,
                            "refused_at_edge_replayed", 1L));
        });

        pipeline.appendBytes(pack);

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("a", "b", "later");
        assertThat(pipeline.rejects()).hasSize(1);
        assertThat(pipeline.meters.count(StreamMeter.RAW_REPEATED_PACKS)).isEqualTo(2);
        assertThat(pipeline.meters.count(StreamMeter.EVENTS_REPEATED, RepeatCause.REPLAYED_PACK))
                .isEqualTo(4);
    }

    @Test
    void shouldLetOnlyTheUnseenItemsOfAPackThrough() {
        pipeline.appendBytes(pipeline.pack(0, 0, event("a"), event("b")));
        pipeline.appendBytes(pipeline.pack(1, 0, event("seen as b"), event("c")));

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("a", "b", "c");
        assertThat(pipeline.meters.count(StreamMeter.RAW_REPEATED_PACKS)).isZero();
        assertThat(pipeline.meters.count(StreamMeter.EVENTS_REPEATED, RepeatCause.REPLAYED_PACK))
                .isOne();
    }

    @Test
    void shouldNotMarkAPackThatCouldNotBeRead() {
        byte[] pack = pipeline.pack(0, 0, event("a"));
        byte[] torn = Arrays.copyOf(pack, pack.length - 1);

        pipeline.appendBytes(torn);
        pipeline.appendBytes(pack);

        assertThat(pipeline.rejects()).hasSize(1);
        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("a");
    }

    @Test
    void shouldKnowThePacksOfBeforeARestart() {
        byte[] pack = pipeline.pack(0, 0, event("a"));
        pipeline.appendBytes(pack);
        pipeline.appendBytes(pipeline.pack(2, 0, event("c")));

        pipeline = pipeline.restarted();
        pipeline.appendBytes(pack);
        pipeline.appendBytes(pipeline.pack(1, 0, event("b")));

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("b");
        assertThat(pipeline.meters.count(StreamMeter.RAW_REPEATED_PACKS)).isOne();
    }

    @Test
    void shouldForgetACollectorThatWasSilentForNinetyDays() {
        pipeline.append(event());

        pipeline.advance(Duration.ofDays(90).minusMinutes(1));
        assertThat(pipeline.entriesOf(PipelineTopology.PACK_SEQUENCES)).isOne();
        pipeline.advance(Duration.ofMinutes(2));
        assertThat(pipeline.entriesOf(PipelineTopology.PACK_SEQUENCES)).isZero();
    }

    @Test
    void shouldNotTakeTheNumbersAroundThePartThatAReplayReadsForMissing() {
        pipeline.close();
        pipeline = TestPipeline.replayUpTo(directory, 2);

        pipeline.appendBytes(pipeline.pack(500, 0, event("a")));
        pipeline.appendBytes(pipeline.pack(501, 0, event("b")));
        pipeline.appendBytes(pipeline.pack(502, 0, event("behind the end")));
        pipeline.advance(LOST_AFTER.multipliedBy(2));

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("a", "b");
        assertThat(pipeline.errorLines).isEmpty();
        assertThat(lost()).isZero();
        assertThat(openItems()).isZero();
    }

    private long lost() {
        return pipeline.meters.count(StreamMeter.RAW_LOST_ITEMS);
    }

    private long openItems() {
        return pipeline.gauge("raw_open_gap_items");
    }

    private RawEvent event() {
        return Raws.query("12345", "", pipeline.clock.millis());
    }

    private RawEvent event(String id) {
        return Raws.query("12345", "eid=" + id.replace(' ', '+'), pipeline.clock.millis());
    }
}
