package dev.firstlight.sink;

import static dev.firstlight.sink.LoopKit.P0;
import static dev.firstlight.sink.LoopWords.addEvents;
import static dev.firstlight.sink.LoopWords.gauge;
import static dev.firstlight.sink.LoopWords.ids;
import static dev.firstlight.sink.LoopWords.rowBytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop while Firehose takes nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OutageTest {

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();

    @Test
    void shouldStayAMemberAndReadNothingWhileFirehoseIsDown() {
        addEvents(kafka, P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        List<String> seen = new ArrayList<>();
        kit.delivery.thenOutage(50).onCall(() -> {
            if (kit.delivery.attempts.size() == 40) {
                seen.addAll(kit.readiness.missing().keySet());
                kafka.add(P0, Events.bare("meanwhile").build());
                kit.load(P0);
            }
        });

        kit.loop.round();

        assertThat(seen).contains(Attempts.CONDITION);
        assertThat(kit.readiness.isReady()).isTrue();
        assertThat(Duration.ofNanos(kit.nanos.get())).isGreaterThan(Duration.ofMinutes(5));
        assertThat(kit.consumer.polls).isGreaterThanOrEqualTo(50);
        assertThat(kit.committed(P0)).isEqualTo(2);
        assertThat(kit.consumer.paused()).isEmpty();
        assertThat(kit.lines)
                .filteredOn(line -> line.startsWith("delivery UNREACHABLE"))
                .hasSizeBetween(5, 30);

        kit.loop.round();

        assertThat(ids(kit.delivery.accepted)).containsExactly("0:0", "0:1", "meanwhile");
    }

    @Test
    void shouldShowHowOldTheOldestRowIsAndHowMuchIsUnreadWhileNothingIsTaken() {
        addEvents(kafka, P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        List<String> seen = new ArrayList<>();
        kit.delivery.thenOutage(40).onCall(() -> {
            if (kit.delivery.attempts.size() == 39) {
                kit.consumer.updateEndOffsets(Map.of(P0, 1_000L));
            }
            if (kit.delivery.attempts.size() == 40) {
                seen.add(kit.meters.prometheusText());
            }
        });

        kit.loop.round();

        assertThat(seen).singleElement().satisfies(text -> {
            assertThat(gauge(text, "oldest_undelivered_seconds")).isGreaterThan(300);
            assertThat(gauge(text, "outage_seconds")).isGreaterThan(300);
            assertThat(gauge(text, "events_behind")).isEqualTo(998);
        });
        assertThat(gauge(kit.meters.prometheusText(), "oldest_undelivered_seconds"))
                .isZero();
    }

    @Test
    void shouldHoldNoMoreThanTwoCallsAndAPollHoweverLongNothingIsTaken() {
        addEvents(kafka, P0, 3_000);
        LoopKit kit = new LoopKit(kafka, new PackLimits(10_000, 40_000, 500, Duration.ofHours(1))).assigned(P0);
        kit.consumer.setMaxPollRecords(50);
        List<Double> inHand = new ArrayList<>();
        kit.delivery.thenOutage(100).onCall(() -> inHand.add(gauge(kit.meters.prometheusText(), "rows_in_hand")));

        kit.loop.round();

        assertThat(Duration.ofNanos(kit.nanos.get())).isGreaterThan(Duration.ofMinutes(10));
        assertThat(inHand).hasSize(101).allMatch(rows -> rows <= 2 * 40_000.0 / rowBytes(kafka) + 50);
    }
}
