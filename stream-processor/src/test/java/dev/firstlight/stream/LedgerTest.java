package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.stream.meter.StreamMeter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** accepted = unique + repeated + refused, per pixel and minute, published when it changed. */
class LedgerTest {

    /** New pixels that a minute of the log may bring. */
    private static final int PIXELS_MAX = 2_000;

    private static final Duration TICK = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private TestPipeline pipeline;
    private long now;

    @BeforeEach
    void start() {
        pipeline = new TestPipeline(directory);
        now = pipeline.clock.millis();
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void shouldCountEverythingThatHappensToAnEvent() {
        pipeline.append(
                Raws.query("12345", "eid=a", now),
                Raws.query("12345", "eid=a", now),
                Raws.query("12345", "e=conversion&oid=1", now),
                Raws.query("12345", "e=conversion&oid=1", now),
                Raws.query("12345", "e=no+type", now),
                Raws.refused("12345", "json_malformed", "{", now));
        pipeline.advance(TICK);

        List<LedgerEntry> entries = pipeline.ledger();
        assertThat(entries).singleElement().satisfies(entry -> {
            assertThat(entry.getStage()).isEqualTo("stream-processor");
            assertThat(entry.getSource()).isEqualTo("firstlight.raw-0");
            assertThat(entry.getPixelId()).isEqualTo("12345");
            assertThat(entry.getMinute()).isEqualTo(now / 60_000);
            assertThat(entry.getPosition()).isEqualTo(1);
            assertThat(entry.getCounts())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "accepted", 5L,
                            "unique", 2L,
                            "repeated.event_id", 1L,
                            "repeated.order_id", 1L,
                            "refused.type_malformed", 1L,
                            "refused_at_edge", 1L));
        });
    }

    @Test
    void shouldCountPerPixelAndMinuteOfReceipt() {
        pipeline.append(
                Raws.query("a", "", now),
                Raws.query("ab", "", now),
                Raws.query("a", "", now + 60_000),
                Raws.query("a", "", now - 3_600_000));
        pipeline.advance(TICK);

        assertThat(pipeline.ledger())
                .extracting(entry -> entry.getPixelId() + " " + (entry.getMinute() - now / 60_000) + " "
                        + entry.getCounts().get("unique"))
                .containsExactlyInAnyOrder("a -60 1", "a 0 1", "a 1 1", "ab 0 1");
    }

    @Test
    void shouldPublishOnlyWhatChangedAndThenTheWholeCount() {
        pipeline.append(Raws.query("a", "", now), Raws.query("b", "", now));
        pipeline.advance(TICK);
        pipeline.ledger();

        pipeline.advance(TICK);
        assertThat(pipeline.ledger()).isEmpty();

        pipeline.append(Raws.query("a", "", now));
        pipeline.advance(TICK);
        assertThat(pipeline.ledger()).singleElement().satisfies(entry -> {
            assertThat(entry.getPixelId()).isEqualTo("a");
            assertThat(entry.getCounts()).containsEntry("accepted", 2L).containsEntry("unique", 2L);
            assertThat(entry.getPosition()).isEqualTo(2);
        });
        assertThat(pipeline.meters.count(StreamMeter.LEDGER_ENTRIES_WRITTEN)).isEqualTo(3);
    }

    @Test
    void shouldKeyEntriesSoThatTheLatestReplacesTheOthers() {
        pipeline.append(Raws.query("a", "", now));
        pipeline.advance(TICK);

        assertThat(pipeline.records(Topic.LEDGER)).singleElement().satisfies(record -> assertThat(
                        new String(record.key(), StandardCharsets.UTF_8))
                .isEqualTo("stream-processor|firstlight.raw-0|a|" + now / 60_000));
    }

    @Test
    void shouldCountWhatCannotBeReadUnderNoPixelInTheLogsMinute() {
        pipeline.appendBytes(now, new byte[] {1, 2, 3});
        pipeline.advance(TICK);

        assertThat(pipeline.ledger()).singleElement().satisfies(entry -> {
            assertThat(entry.getPixelId()).isEmpty();
            assertThat(entry.getMinute()).isEqualTo(now / 60_000);
            assertThat(entry.getCounts()).containsExactlyEntriesOf(Map.of("unreadable_record", 1L));
        });
    }

    @Test
    void shouldForgetMinutesThreeDaysLaterAndNotBefore() {
        pipeline.append(Raws.query("a", "", now));
        pipeline.advance(TICK);
        int entries = pipeline.entriesOf(PipelineTopology.MINUTE_COUNTS);

        Duration days = Duration.ofDays(3).minusMinutes(1);
        pipeline.append(now + days.toMillis(), Raws.query("a", "", now));
        pipeline.advance(days);
        assertThat(pipeline.entriesOf(PipelineTopology.MINUTE_COUNTS)).isEqualTo(entries);

        Duration more = Duration.ofHours(1).plusMinutes(3);
        long later = now + days.plus(more).toMillis();
        pipeline.append(later, Raws.query("b", "", later));
        pipeline.advance(more);
        assertThat(pipeline.ledger()).last().satisfies(entry -> assertThat(entry.getPixelId())
                .isEqualTo("b"));
        assertThat(pipeline.entriesOf(PipelineTopology.MINUTE_COUNTS)).isEqualTo(entries); // b's in place of a's
    }

    @Test
    void shouldCountApartWhatReachesTheLogAfterItsMinuteMayBeForgotten() {
        pipeline.append(Raws.query("a", "", now));
        pipeline.advance(Duration.ofDays(4));
        long later = pipeline.clock.millis();
        pipeline.append(later, Raws.query("a", "", now), Raws.query("a", "", now));
        pipeline.append(later, Raws.query("a", "", now));
        pipeline.advance(TICK);

        assertThat(pipeline.ledger())
                .extracting(entry -> entry.getSource() + " " + (entry.getMinute() - now / 60_000) + " "
                        + entry.getCounts().get("unique"))
                .containsExactly("firstlight.raw-0 0 1", "firstlight.raw-0@2026-11-26 0 3");
    }

    @Test
    void shouldForgetWhatWasCountedApartWhateverItsMinuteSays() {
        pipeline.append(Raws.query("a", "", now + Duration.ofDays(365).toMillis()));
        pipeline.advance(TICK);
        assertThat(pipeline.entriesOf(PipelineTopology.MINUTE_COUNTS)).isEqualTo(2); // the cell and the position

        pipeline.append(now + Duration.ofDays(2).toMillis(), Raws.query("b", "", now));
        pipeline.advance(Duration.ofDays(2));

        assertThat(pipeline.ledger()).extracting(LedgerEntry::getPixelId).containsExactly("a", "b");
        assertThat(pipeline.entriesOf(PipelineTopology.MINUTE_COUNTS)).isEqualTo(2);
    }

    @Test
    void shouldHaveTheCountsOfARecordInItsStoreWhenTheRecordIsDone() {
        pipeline.append(Raws.query("a", "", now), Raws.query("a", "", now), Raws.query("b", "", now));

        assertThat(pipeline.entriesOf(PipelineTopology.MINUTE_COUNTS)).isEqualTo(4); // two cells and their marks
    }

    @Test
    void shouldCountUnderTheEmptyPixelWhatComesAfterTheFirstPixelsOfAMinute() {
        int more = 5;
        RawEvent[] all = new RawEvent[PIXELS_MAX + more];
        for (int i = 0; i < all.length; i++) {
            all[i] = Raws.query("p" + i, "", now);
        }
        pipeline.append(all);
        pipeline.append(Raws.query("p0", "", now));
        pipeline.advance(TICK); // publishes at most 2,000 entries
        pipeline.advance(TICK);

        List<LedgerEntry> entries = pipeline.ledger();
        assertThat(entries).hasSize(PIXELS_MAX + 1);
        assertThat(entries.stream()
                        .mapToLong(entry -> entry.getCounts().get("unique"))
                        .sum())
                .isEqualTo(all.length + 1L);
        assertThat(entries.stream().filter(entry -> entry.getPixelId().isEmpty()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.getCounts()).containsEntry("accepted", (long) more));
        assertThat(pipeline.meters.count(StreamMeter.LEDGER_PIXELS_MERGED)).isEqualTo(more);
    }
}
