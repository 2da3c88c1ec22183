package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.RepeatCause;
import dev.firstlight.stream.meter.StreamMeter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Once per identity, whatever is sent how often. */
class IdentityTest {

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
    void shouldLetOneIdThroughOnceHoweverOftenItComes() {
        for (int i = 0; i < 5; i++) {
            pipeline.append(Raws.query("12345", "eid=a", now), Raws.query("12345", "eid=a&username=other", now));
        }

        assertThat(pipeline.events()).singleElement().satisfies(event -> {
            assertThat(event.getEventId()).isEqualTo("a");
            assertThat(event.getRawOffset()).isZero();
            assertThat(event.getRawIndex()).isZero();
        });
        assertThat(pipeline.meters.count(StreamMeter.EVENTS_UNIQUE)).isOne();
        assertThat(pipeline.meters.count(StreamMeter.EVENTS_REPEATED, RepeatCause.EVENT_ID))
                .isEqualTo(9);
    }

    @Test
    void shouldTakeOneIdAtTwoPixelsForTwoEvents() {
        pipeline.append(Raws.query("12345", "eid=a", now), Raws.query("67890", "eid=a", now));

        assertThat(pipeline.events()).extracting(Event::getPixelId).containsExactly("12345", "67890");
    }

    @Test
    void shouldCountEveryRequestThatBringsNoId() {
        pipeline.append(Raws.query("12345", "", now), Raws.query("12345", "", now));

        assertThat(pipeline.events()).hasSize(2);
    }

    @Test
    void shouldCountAnOrderOncePerSiteAcrossItsPixels() {
        String conversion = "e=conversion&oid=A-1&val=19.90&cur=chf&eid=";

        pipeline.append(
                Raws.query("shop-de", "shop", conversion + 1, now),
                Raws.query("shop-fr", "shop", conversion + 2, now),
                Raws.query("other", "other", conversion + 3, now),
                Raws.query("shop-de", "shop", "e=conversion&goal=refund&oid=A-1&eid=4", now));

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("1", "3", "4");
        assertThat(pipeline.meters.count(StreamMeter.EVENTS_REPEATED, RepeatCause.ORDER_ID))
                .isOne();
    }

    @Test
    void shouldKeepTheBytesOfAnOrderThatComesAgainUnderAnotherEventId() {
        String again = "e=conversion&oid=A-1&val=29.90&eid=second";

        pipeline.append(Raws.query("12345", "e=conversion&oid=A-1&val=19.90&eid=first", now));
        pipeline.append(Raws.query("12345", again, now));

        assertThat(pipeline.events()).extracting(Event::getEventId).containsExactly("first");
        assertThat(pipeline.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.getReason()).isEqualTo("repeat_order");
            assertThat(reject.getDetail()).isEqualTo("first");
            assertThat(reject.getEventId()).isEqualTo("second");
            assertThat(reject.getPixelId()).isEqualTo("12345");
            assertThat(reject.getReceivedAt()).isEqualTo(now);
            assertThat(StandardCharsets.UTF_8.decode(reject.getBytes()).toString())
                    .isEqualTo(again);
        });
        assertThat(pipeline.meters.count(StreamMeter.EVENTS_REPEATED, RepeatCause.ORDER_ID))
                .isOne();
        assertThat(pipeline.meters.count(StreamMeter.REFUSED)).isZero();
    }

    @Test
    void shouldTakeAnOrderUnderTheSameEventIdForTheSameEvent() {
        for (int i = 0; i < 3; i++) {
            pipeline.append(Raws.query("12345", "e=conversion&oid=A-1&eid=first", now));
        }

        assertThat(pipeline.events()).hasSize(1);
        assertThat(pipeline.rejects()).isEmpty();
        assertThat(pipeline.meters.count(StreamMeter.EVENTS_REPEATED, RepeatCause.EVENT_ID))
                .isEqualTo(2);
    }

    @Test
    void shouldKeepEachConversionWhoseOrderIdIsAPlaceholderAndWarn() {
        for (int i = 0; i < 3; i++) {
            pipeline.append(Raws.query("12345", "e=conversion&oid=undefined", now));
        }

        assertThat(pipeline.events()).hasSize(3).allSatisfy(event -> {
            assertThat(event.getWarnings()).containsExactly("order_id_placeholder");
            assertThat(event.getOrderId()).isEqualTo("undefined");
            assertThat(event.getIdentity()).isEqualTo("event");
        });
    }

    @Test
    void shouldNotIdentifyAnEventOfAnotherTypeByItsOrderId() {
        pipeline.append(Raws.query("12345", "e=click&oid=A-1", now), Raws.query("12345", "e=click&oid=A-1", now));

        assertThat(pipeline.events()).hasSize(2).allSatisfy(event -> {
            assertThat(event.getOrderId()).isEqualTo("A-1");
            assertThat(event.getWarnings()).isEmpty();
        });
    }

    @Test
    void shouldNotTakeTheIdentityOfWhatItRefuses() {
        pipeline.append(Raws.query("12345", "eid=a&e=no spaces", now));
        pipeline.append(Raws.query("12345", "eid=a&e=click", now));

        assertThat(pipeline.rejects()).hasSize(1);
        assertThat(pipeline.events()).extracting(Event::getType).containsExactly("click");
    }
}
