package dev.firstlight.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.stream.event.Rejects;
import dev.firstlight.stream.meter.StreamMeter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in the log, the partition moves on and nothing else is lost. */
class PoisonTest {

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
    void shouldRejectARecordThatIsNoPackAndMoveOn() {
        byte[] poison = "not a pack\0\1\2".getBytes(UTF_8);

        pipeline.append(Raws.query("12345", "eid=before", now));
        pipeline.appendBytes(poison);
        pipeline.append(Raws.query("12345", "eid=after", now));

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("before", "after");
        assertThat(pipeline.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.getReason()).isEqualTo("record_unreadable");
            assertThat(reject.getStage()).isEqualTo("stream-processor");
            assertThat(bytes(reject)).isEqualTo(poison);
            assertThat(reject.getSize()).isEqualTo(poison.length);
            assertThat(reject.getRawTopic()).isEqualTo("firstlight.raw");
            assertThat(reject.getRawOffset()).isOne();
            assertThat(reject.getRawIndex()).isEqualTo(-1);
        });
        assertThat(pipeline.meters.count(StreamMeter.REFUSED, Refusal.RECORD_UNREADABLE))
                .isOne();
    }

    @Test
    void shouldRejectRecordsWithoutAValueAndWithAnEmptyOne() {
        pipeline.appendBytes(null);
        pipeline.appendBytes(new byte[0]);

        assertThat(pipeline.rejects()).extracting(Reject::getReason).containsOnly("record_unreadable");
    }

    @Test
    void shouldRejectOneItemThatDoesNotDecodeAndKeepItsNeighbours() {
        RawEvent poison = Raws.query("poison-pixel", "eid=poison", now);
        byte[] pack =
                pipeline.pack(Raws.query("12345", "eid=before", now), poison, Raws.query("12345", "eid=after", now));
        int at = new String(pack, StandardCharsets.ISO_8859_1).indexOf("poison-pixel");
        pack[at - 1] = 0x7f; // its length: -64, which no text has

        pipeline.appendBytes(pack);

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("before", "after");
        assertThat(pipeline.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.getReason()).isEqualTo("item_unreadable");
            assertThat(reject.getRawIndex()).isOne();
            assertThat(new String(bytes(reject), UTF_8)).contains("eid=poison");
        });
    }

    @Test
    void shouldRejectItemsThatNoCollectorWrites() {
        RawEvent pixel = Raws.query("12345", "", now);
        pixel.setPixelId("no pixel\0");
        RawEvent year = Raws.query("12345", "", Long.MAX_VALUE);
        RawEvent id = Raws.query("12345", "", now);
        id.setEventId("");

        pipeline.append(pixel, year, id);

        assertThat(pipeline.rejects())
                .extracting(Reject::getDetail)
                .containsExactly("pixel_id", "received_at", "event_id");
        assertThat(pipeline.meters.count(StreamMeter.REFUSED, Refusal.ITEM_UNREADABLE))
                .isEqualTo(3);
    }

    @Test
    void shouldRejectWhatTheWireDoesNotAllowWithItsPayload() {
        pipeline.append(
                Raws.query("12345", "a=%zz", now),
                Raws.query("12345", "a=%00", now),
                Raws.json("12345", "{\"a\":", now),
                Raws.query("12345", "e=no+type!", now));

        List<Reject> rejects = pipeline.rejects();
        assertThat(rejects)
                .extracting(Reject::getReason)
                .containsExactly("query_malformed", "nul_byte", "json_malformed", "type_malformed");
        assertThat(new String(bytes(rejects.get(0)), UTF_8)).isEqualTo("a=%zz");
        assertThat(rejects).allSatisfy(reject -> {
            assertThat(reject.getPixelId()).isEqualTo("12345");
            assertThat(reject.getReceivedAt()).isEqualTo(now);
        });
    }

    @Test
    void shouldRejectAnEventBeyondItsLimit() {
        RawEvent large = Raws.query("12345", "", now);
        large.setPayload(Raws.utf8("title=" + "x".repeat(70_000)));

        pipeline.append(large, Raws.query("12345", "eid=after", now));

        assertThat(pipeline.rejects()).extracting(Reject::getReason).containsExactly("event_too_large");
        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("after");
    }

    @Test
    void shouldKeepHeadAndHashOfARecordBeyondWhatARejectHolds() throws Exception {
        byte[] large = new byte[Rejects.BYTES_MAX + 1];
        new Random(1).nextBytes(large);

        pipeline.appendBytes(large);

        Reject reject = pipeline.rejects().get(0);
        assertThat(bytes(reject)).isEqualTo(Arrays.copyOf(large, Rejects.HEAD_BYTES));
        assertThat(reject.getSize()).isEqualTo(large.length);
        assertThat(reject.getSha256().array())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(large));
    }

    @Test
    void shouldPassOnWhatTheEdgeRefused() {
        pipeline.append(Raws.refused("12345", "json_malformed", "{oops", now));

        assertThat(pipeline.events()).isEmpty();
        assertThat(pipeline.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.getReason()).isEqualTo("json_malformed");
            assertThat(reject.getStage()).isEqualTo("collector");
            assertThat(new String(bytes(reject), UTF_8)).isEqualTo("{oops");
            assertThat(reject.getPixelId()).isEqualTo("12345");
        });
        assertThat(pipeline.meters.count(StreamMeter.EVENTS_REFUSED_AT_EDGE)).isOne();
    }

    @Test
    void shouldSurviveAnyRecord() {
        Seeded.repeat(3, random -> {
            for (int i = 0; i < 200; i++) {
                byte[] pack = pipeline.pack(Raws.query("12345", "eid=x&val=1&items=[]", now));
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    pack[10 + random.nextInt(pack.length - 10)] = (byte) random.nextInt();
                }
                pipeline.appendBytes(pack);
            }
            // A collector of its own: the number of a pack of the other may have been said by a random header before.
            pipeline.appendBytes(
                    pipeline.pack(random.nextLong(), 0, 0, Raws.query("12345", "eid=alive" + random.nextLong(), now)));

            assertThat(pipeline.events()).last().satisfies(event -> assertThat(event.getEventId())
                    .startsWith("alive"));
        });
        assertThat(pipeline.errorLines).isEmpty();
    }

    private static byte[] bytes(Reject reject) {
        ByteBuffer buffer = reject.getBytes().duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
