package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.stream.meter.StreamMeter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collectors and processors of different versions at the same time, whoever was updated first; and a schema that is nowhere. */
class SchemaInFlightTest {

    private static final Duration TICK = Duration.ofSeconds(2);
    private static final Duration LONGER_THAN_A_GAP_MAY_BE = Duration.ofHours(27);

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
    void shouldReadOldAndNewTogetherWhenCollectorsAreUpdatedFirst() {
        publish(SchemaVersions.later());

        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), 0, event("new-1"), event("new-2")));
        pipeline.append(event("now"));
        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), 2, event("new-3")));

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("new-1", "new-2", "now", "new-3");
        assertThat(pipeline.meters.count(StreamMeter.RAW_PACKS_WITHOUT_SCHEMA)).isZero();
    }

    @Test
    void shouldReadOldAndNewTogetherWhenProcessorsAreUpdatedFirst() {
        publish(SchemaVersions.earlier());

        pipeline.append(event("now"));
        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.earlier(), 0, event("old-1")));
        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.earlier(), 1, event("old-2")));

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("now", "old-1", "old-2");
    }

    @Test
    void shouldLetPacksWaitForTheirSchemaBesideTheLog() {
        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), 0, event("early")));
        pipeline.append(event("now"));
        pipeline.advance(Duration.ofSeconds(5));
        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("now");
        assertThat(pipeline.errorLines).isEmpty();

        publish(SchemaVersions.later());
        pipeline.advance(TICK);

        assertThat(pipeline.events()).singleElement().satisfies(event -> {
            assertThat(event.getEventId()).isEqualTo("early");
            assertThat(event.getRawOffset()).isZero();
        });
        assertThat(pipeline.rejects()).isEmpty();
        assertThat(pipeline.meters.count(StreamMeter.RAW_PACKS_WITHOUT_SCHEMA)).isOne();
        pipeline.advance(TICK);
        assertThat(pipeline.ledgerTotals()).containsEntry("accepted", 2L).containsEntry("unique", 2L);
    }

    @Test
    void shouldSayOnceAMinuteThatPacksWaitAndRefuseThemADayLater() {
        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), 0, event("lost in time")));
        pipeline.advance(Duration.ofHours(24).minusMinutes(1));
        assertThat(pipeline.errorLines).singleElement().asString().contains("packs wait for a writer's schema");
        assertThat(pipeline.rejects()).isEmpty();

        pipeline.advance(Duration.ofMinutes(2));

        assertThat(pipeline.rejects()).extracting(Reject::getReason).containsExactly("schema_unknown");
        publish(SchemaVersions.later());
        pipeline.advance(TICK);
        assertThat(pipeline.events()).isEmpty();
    }

    @Test
    void shouldRefuseTheOldestWhenThereIsNoRoomForMore() {
        byte[] large = SchemaVersions.pack(
                SchemaVersions.later(), 0, Raws.query("12345", "eid=a&ti=" + "x".repeat(60_000), now()));

        pipeline.appendBytes(large);
        pipeline.appendBytes(large); // room is for 100,000 bytes

        assertThat(pipeline.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.getRawOffset()).isZero();
            assertThat(reject.getBytes().remaining()).isEqualTo(large.length);
        });
        publish(SchemaVersions.later());
        pipeline.advance(TICK);
        assertThat(pipeline.events()).hasSize(1);
        assertThat(pipeline.entriesOf(PipelineTopology.WAITING_PACKS)).isEqualTo(2); // the totals, and what was refused
    }

    @Test
    void shouldRefuseAtOnceWhatItsChangelogWouldNotTake() {
        RawEvent[] many = new RawEvent[20];
        Arrays.setAll(many, i -> Raws.query("12345", "eid=e" + i + "&a=" + "x".repeat(60_000), now()));

        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), 0, many));

        assertThat(pipeline.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.getReason()).isEqualTo("schema_unknown");
            assertThat(reject.getSize()).isGreaterThan(Topic.RAW.recordBytesMax());
        });
        assertThat(pipeline.meters.count(StreamMeter.RAW_PACKS_WITHOUT_SCHEMA)).isZero();
    }

    @Test
    void shouldGoOnWaitingAfterARestart() {
        int packs = 150;
        for (int i = 0; i < packs; i++) {
            pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), i, event("early" + i)));
        }
        pipeline.advance(TICK);

        pipeline = pipeline.restarted();
        publish(SchemaVersions.later());
        for (int turn = 0; turn < packs; turn++) {
            pipeline.advance(TICK); // at least one, however slow this machine is
        }

        assertThat(pipeline.events())
                .extracting(Event::getEventId)
                .hasSize(packs)
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldTakeAnEventThatWaitedForARepeatOfOneThatDidNotWhateverTheHour() {
        long beforeRollOver = now();
        pipeline.advance(Duration.ofHours(61)); // the log is read late
        pipeline.appendBytes(beforeRollOver, SchemaVersions.pack(SchemaVersions.later(), 0, event("a")));
        long afterRollOver = beforeRollOver + Duration.ofHours(60).toMillis();
        pipeline.append(afterRollOver, event("a"));

        publish(SchemaVersions.later());
        pipeline.advance(TICK);

        assertThat(pipeline.events()).singleElement().satisfies(event -> assertThat(event.getRawOffset())
                .isOne());
    }

    @Test
    void shouldClaimWhatWaitedAtThePresentTimeThoughOneRecordIsStampedDaysAhead() {
        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), 0, event("a")));
        pipeline.append(now() + Duration.ofHours(150).toMillis(), event("stamped ahead"));
        publish(SchemaVersions.later());
        pipeline.advance(TICK);

        pipeline.append(event("a"));

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("stamped ahead", "a");
        pipeline.advance(TICK);
        assertThat(pipeline.ledger())
                .filteredOn(entry -> entry.getCounts().containsKey("repeated.event_id"))
                .singleElement()
                .satisfies(
                        entry -> assertThat(entry.getCounts()).containsEntry("unique", 1L)); // not apart, as days late
    }

    @Test
    void shouldNotRefuseWhatWaitsBecauseOneRecordIsStampedDaysAheadButStillADayLater() {
        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), 0, event("a")));
        pipeline.appendBytes(
                now() + Duration.ofDays(30).toMillis(), SchemaVersions.pack(SchemaVersions.later(), 1, event("b")));
        pipeline.append(now() + Duration.ofDays(60).toMillis(), event("c"));

        pipeline.advance(Duration.ofHours(24).minusMinutes(1));
        assertThat(pipeline.rejects()).isEmpty();

        pipeline.advance(Duration.ofMinutes(2));
        assertThat(pipeline.rejects())
                .extracting(Reject::getReason)
                .containsExactly("schema_unknown", "schema_unknown");
    }

    @Test
    void shouldNotRefuseWhatWaitsBecauseThisMachinesClockIsSetRight() {
        Duration behind = Duration.ofDays(2);
        pipeline.appendBytes(now() + behind.toMillis(), SchemaVersions.pack(SchemaVersions.later(), 0, event("a")));

        pipeline.advance(behind.plus(TICK));
        assertThat(pipeline.rejects()).isEmpty();

        pipeline.advance(Duration.ofHours(24));
        assertThat(pipeline.rejects()).hasSize(1);
    }

    @Test
    void shouldCountPacksThatWereRefusedUnreadAsRefusedAndNotAsLostToo() {
        appendTwoOfWhichTheFirstFindsNoRoom();

        pipeline = pipeline.restarted();
        publish(SchemaVersions.later());
        pipeline.append(event("now"));
        pipeline.advance(TICK);
        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("now", "large");
        pipeline.advance(LONGER_THAN_A_GAP_MAY_BE);

        assertThat(pipeline.meters.count(StreamMeter.RAW_LOST_ITEMS)).isZero();
        assertThat(pipeline.gauge("raw_open_gap_items")).isZero();
        assertThat(pipeline.gauge("raw_refused_gap_items")).isEqualTo(2);
        assertThat(pipeline.errorLines).isEmpty();
    }

    @Test
    void shouldTakeAPackAfterAllThatWasRefusedUnread() {
        appendTwoOfWhichTheFirstFindsNoRoom();
        publish(SchemaVersions.later());
        pipeline.advance(TICK);
        pipeline.events();

        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), 0, event("a"), event("b")));
        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), 0, event("a"), event("b")));
        pipeline.advance(LONGER_THAN_A_GAP_MAY_BE);

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("a", "b");
        assertThat(pipeline.meters.count(StreamMeter.RAW_REPEATED_PACKS)).isOne();
        assertThat(pipeline.gauge("raw_refused_gap_items")).isZero();
    }

    @Test
    void shouldStillCallLostWhatIsMissingOfCollectorsWhoseSchemaWasAlwaysKnown() {
        appendTwoOfWhichTheFirstFindsNoRoom();

        pipeline.appendBytes(pipeline.pack(3, 0, event("behind a gap of three")));
        pipeline.advance(LONGER_THAN_A_GAP_MAY_BE);
        pipeline.advance(Duration.ofMinutes(1));

        assertThat(pipeline.meters.count(StreamMeter.RAW_LOST_ITEMS)).isEqualTo(3);
        assertThat(pipeline.errorLines).anySatisfy(line -> assertThat(line).contains("they are lost"));
    }

    @Test
    void shouldNotCallLostWhatMayBeAmongThePacksThatWait() {
        long threeDaysAgo = now();
        pipeline.advance(Duration.ofDays(3)); // the log is read late, and then faster than time goes by
        pipeline.appendBytes(threeDaysAgo, SchemaVersions.pack(SchemaVersions.later(), 0, event("waits")));
        pipeline.appendBytes(threeDaysAgo, pipeline.pack(9, 1, 0, event("is read")));
        pipeline.append(now(), event("now"));

        pipeline.advance(Duration.ofMinutes(1));
        assertThat(pipeline.gauge("raw_open_gap_items")).isOne();
        publish(SchemaVersions.later());
        pipeline.advance(Duration.ofMinutes(1));

        assertThat(pipeline.meters.count(StreamMeter.RAW_LOST_ITEMS)).isZero();
        assertThat(pipeline.gauge("raw_open_gap_items")).isZero();
        assertThat(pipeline.events()).hasSize(3);
    }

    @Test
    void shouldRefuseAtOnceWhatIsNoRecordOfAnyVersion() {
        publish(Reject.getClassSchema());
        byte[] reject = pipeline.pack(event("a"));
        ByteBuffer.wrap(reject)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(2, SchemaVersions.fingerprint(Reject.getClassSchema()));

        pipeline.appendBytes(reject);
        pipeline.appendBytes(new byte[] {(byte) 0xC3, 1, 2, 3});

        assertThat(pipeline.rejects()).extracting(Reject::getReason).containsOnly("record_unreadable");
        assertThat(pipeline.meters.count(StreamMeter.RAW_PACKS_WITHOUT_SCHEMA)).isZero();
    }

    /** Of a collector that nobody can read yet: two items that are refused, and a pack that waits. */
    private void appendTwoOfWhichTheFirstFindsNoRoom() {
        RawEvent large = Raws.query("12345", "eid=large&ti=" + "x".repeat(60_000), now());

        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), 0, event("a"), large));
        pipeline.appendBytes(SchemaVersions.pack(SchemaVersions.later(), 2, large)); // room is for 100,000 bytes

        assertThat(pipeline.rejects()).extracting(Reject::getReason).containsExactly("schema_unknown");
    }

    private void publish(Schema schema) {
        pipeline.published.put(SchemaVersions.fingerprint(schema), schema.toString());
        pipeline.clock.advance(TICK); // the book does not ask at every strange record
    }

    private long now() {
        return pipeline.clock.millis();
    }

    private RawEvent event(String id) {
        return Raws.query("12345", "eid=" + id.replace(' ', '+'), now());
    }
}
