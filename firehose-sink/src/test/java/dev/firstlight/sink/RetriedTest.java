package dev.firstlight.sink;

import static dev.firstlight.sink.LoopKit.P0;
import static dev.firstlight.sink.LoopKit.P1;
import static dev.firstlight.sink.LoopWords.addEvents;
import static dev.firstlight.sink.LoopWords.deliveredTotal;
import static dev.firstlight.sink.LoopWords.rowBytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.LedgerEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ledger's count of tries after the first, by pixel and minute. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RetriedTest {

    private static final KafkaConfig KAFKA = LoopKit.KAFKA_CONFIG;
    private static final long MINUTE = Events.RECEIVED_MS / Tally.MINUTE_MS;
    private static final int EVENTS = 120;

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();

    @Test
    void shouldCountEachFurtherTryOfEachRowWhereTheRowIsCounted() {
        add("shop", 0);
        add("shop", 0);
        add("blog", 0);
        add("shop", 1);
        LoopKit kit = new LoopKit(kafka, recordsOf(1)).assigned(P0);
        kit.delivery.thenOutage(1).then(records -> leave(records, 0, 2));

        kit.loop.round();

        assertThat(retried()).isEqualTo(Map.of("shop|0", 3L, "blog|0", 2L, "shop|1", 1L));
        assertThat(deliveredTotal(kafka)).isEqualTo(4);
        assertThat(kit.meters.count(SinkMeter.ROWS_RETRIED)).isEqualTo(6);
        assertThat(kit.meters.count(SinkMeter.RETRIES)).isEqualTo(2);
    }

    @Test
    void shouldCountAllRowsOfARecordThatIsSentAgain() {
        for (int i = 0; i < 6; i++) {
            add(i % 2 == 0 ? "shop" : "blog", 0); // a run a row
        }
        add("docs", 0);
        LoopKit kit = new LoopKit(kafka, recordsOf(6)).assigned(P0);
        kit.delivery.then(records -> leave(records, 0));

        kit.loop.round();

        assertThat(retried()).isEqualTo(Map.of("shop|0", 3L, "blog|0", 3L));
    }

    @Test
    void shouldNotNameTriesWhereAllWentAtTheFirst() {
        add("shop", 0);
        LoopKit kit = new LoopKit(kafka).assigned(P0);

        kit.loop.round();

        assertThat(kafka.ledger().values())
                .extracting(LedgerEntry::getCounts)
                .containsExactly(Map.of(LedgerCounts.DELIVERED, 1L));
    }

    @Test
    void shouldCountNothingThatWasNotCommitted() {
        add("shop", 0);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.delivery.thenOutage(3);
        kit.failCommit(new FencedInstanceIdException("scripted"));

        kit.loop.round(); // given up after four tries
        kit.delivery.thenOutage(1);
        kit.consumer.schedulePollTask(() -> kit.load(P0));
        kit.loop.round();

        assertThat(deliveredTotal(kafka)).isEqualTo(1);
        assertThat(retried()).isEqualTo(Map.of("shop|0", 1L));
        assertThat(kit.meters.count(SinkMeter.ROWS_RETRIED))
                .as("three of them in vain")
                .isEqualTo(4);
    }

    @Test
    void shouldGoOnFromWhatAnEarlierSinkCounted() {
        add("shop", 0);
        LoopKit first = new LoopKit(kafka).assigned(P0);
        first.delivery.thenOutage(2);
        first.loop.round();
        add("shop", 0);
        LoopKit second = new LoopKit(kafka).assigned(P0);
        second.delivery.thenOutage(1);

        second.loop.round();

        assertThat(retried()).isEqualTo(Map.of("shop|0", 3L));
        assertThat(deliveredTotal(kafka)).isEqualTo(2);
    }

    @Test
    void shouldGoOnFromAnEntryOfASinkThatDidNotCountTries() {
        LedgerEntry old =
                new LedgerEntry("firehose-sink", P0.toString(), "shop", MINUTE, Map.of("delivered", 5L), 0L, 0L);
        kafka.written.add(new TopicRecords(KAFKA, new SchemaBook(), Destination.FIREHOSE).of(old));
        add("shop", 0);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.delivery.thenOutage(1);

        kit.loop.round();

        assertThat(kafka.ledger().values())
                .extracting(LedgerEntry::getCounts)
                .containsExactly(Map.of(LedgerCounts.DELIVERED, 6L, LedgerCounts.RETRIED, 1L));
    }

    @Test
    void shouldShowThemOnTheLedgersPage() {
        add("shop", 0);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.delivery.thenOutage(2);

        kit.loop.round();

        assertThat(new LedgerPage("one", kit.ledger::newest, () -> "", kit.readiness).get())
                .contains("<td>shop</td><td>1</td><td>2</td><td>0</td>");
    }

    @Test
    void shouldCountForEachPixelAndMinuteExactlyWhatWasCarriedMoreThanOnce() {
        Seeded.repeat(40, random -> {
            LoopKit.Kafka log = new LoopKit.Kafka();
            Map<String, String> cells = new HashMap<>();
            for (int i = 0; i < EVENTS; i++) {
                TopicPartition partition = random.nextBoolean() ? P0 : P1;
                cells.put("e" + i, add(log, partition, "e" + i, "p" + random.nextInt(3), -random.nextInt(4) * 1_500L));
            }
            PackLimits limits = new PackLimits(2_000 + random.nextInt(8_000), 20_000, 4, Duration.ZERO);
            LoopKit kit = new LoopKit(log, limits, 2 + random.nextInt(9)).assigned(P0, P1);
            kit.consumer.setMaxPollRecords(1 + random.nextInt(60));
            for (int i = 0; i < 40; i++) {
                trouble(kit.delivery, random);
            }

            while (deliveredTotal(log) < EVENTS) {
                kit.loop.round();
            }

            Map<String, Long> wanted = new TreeMap<>();
            kit.delivery.attempts.forEach(lines ->
                    LoopWords.ids(lines).forEach(id -> wanted.merge(cells.getOrDefault(id, "unknown"), 1L, Long::sum)));
            cells.values().forEach(cell -> wanted.merge(cell, -1L, Long::sum)); // the first try of each
            wanted.values().removeIf(count -> count == 0);
            assertThat(retried(log)).isEqualTo(wanted);
            assertThat(LoopWords.isBalanced(kit)).isTrue();
        });
    }

    /** The next attempt takes all, nothing, or what it likes. */
    private static void trouble(ScriptedDelivery delivery, Random random) {
        int kind = random.nextInt(4);
        if (kind == 0) {
            delivery.thenOutage(1);
        } else if (kind == 1) {
            delivery.then(records -> new Delivery.Attempt(Delivery.Verdict.THROTTLED, records, true, "scripted"));
        } else if (kind == 2) {
            long seed = random.nextLong();
            delivery.then(records -> {
                Random which = new Random(seed);
                List<RowRecord> left =
                        records.stream().filter(record -> which.nextBoolean()).toList();
                return new Delivery.Attempt(Delivery.Verdict.PARTLY, left, which.nextBoolean(), "scripted");
            });
        } else {
            delivery.then(records -> Delivery.Attempt.accepted());
        }
    }

    private static Delivery.Attempt leave(List<RowRecord> records, int... numbers) {
        List<RowRecord> left =
                java.util.Arrays.stream(numbers).mapToObj(records::get).toList();
        return new Delivery.Attempt(Delivery.Verdict.PARTLY, left, false, "scripted");
    }

    private void add(String pixel, long minute) {
        add(kafka, P0, "0:0", pixel, minute);
    }

    /** Answers where the ledger counts it. */
    private static String add(LoopKit.Kafka log, TopicPartition partition, String id, String pixel, long minute) {
        log.add(
                partition,
                Events.bare(id)
                        .setPixelId(pixel)
                        .setReceivedAt(Events.RECEIVED_MS + minute * Tally.MINUTE_MS)
                        .build());
        return pixel + "|" + minute;
    }

    private Map<String, Long> retried() {
        return retried(kafka);
    }

    /** By pixel and minute from the first on, over all sources; what is 0 is not there. */
    private static Map<String, Long> retried(LoopKit.Kafka log) {
        Map<String, Long> retried = new TreeMap<>();
        for (LedgerEntry entry : log.ledger().values()) {
            Long count = entry.getCounts().get(LedgerCounts.RETRIED);
            if (count != null) {
                retried.merge(entry.getPixelId() + "|" + (entry.getMinute() - MINUTE), count, Long::sum);
            }
        }
        return retried;
    }

    /** Records of so many rows of pixels with four letters, and calls that hold them all. */
    private static PackLimits recordsOf(int rows) {
        LoopKit.Kafka one = new LoopKit.Kafka();
        addEvents(one, P0, 1);
        int row = rowBytes(one) - "12345".length() + "shop".length();
        return new PackLimits(rows * row, 100 * row, 500, Duration.ZERO);
    }
}
