package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Which rows go now, and what that costs. */
final class FirehosePackingTest {

    private static final TopicPartition PARTITION = new TopicPartition("events", 0);
    private static final long SECOND = 1_000_000_000;

    private final Packing packing = new FirehosePacking(PackLimits.FIREHOSE);

    @Test
    void shouldSendAllThatFitsTheUnitThatTheFirstRowPaysFor() {
        assertThat(packing.cut(rows(1_000, 1_000, 1_000), 1)).isEqualTo(3);
        assertThat(packing.cut(rows(1_000, 4_120, 1), 1))
                .as("5,120 bytes to the last")
                .isEqualTo(2);
    }

    @Test
    void shouldHoldBackWhatWouldBeginAnotherUnit() {
        assertThat(packing.cut(rows(3_000, 3_000, 3_000, 3_000), 1))
                .as("9,000 of 10,240")
                .isEqualTo(3);
        assertThat(packing.cut(rows(5_000, 5_000, 300), 1)).isEqualTo(2);
    }

    @Test
    void shouldNotHoldBackWhatFillsAUnitWell() {
        assertThat(packing.cut(rows(5_000, 5_000, 5_000), 1)).isEqualTo(3);
        assertThat(packing.cut(rows(5_000, 5_000, 200), 1)).isEqualTo(3);
    }

    @Test
    void shouldHoldBackNothingThatHasWaitedLongEnough() {
        assertThat(packing.cut(rows(5_000, 5_000, 300), 3)).isEqualTo(3);
        assertThat(packing.cut(rows(5_000, 5_000, 300, 4_000, 4_000), 3))
                .as("two units, and what they still hold")
                .isEqualTo(4);
    }

    @Test
    void shouldSendACallsWorthAndKeepTheRest() {
        int[] bytes = new int[90];
        java.util.Arrays.fill(bytes, 51_200); // twenty fill a record

        int cut = packing.cut(rows(bytes), 90);

        assertThat(packing.pack(rows(bytes).subList(0, cut), row -> null))
                .singleElement()
                .satisfies(call -> assertThat(call)
                        .extracting(record -> record.bytes().length)
                        .containsExactly(1_024_000, 1_024_000, 1_024_000, 1_024_000, 51_200));
    }

    @Test
    void shouldAlwaysSendSomethingAndNeverMoreThanACall() {
        Seeded.repeat(300, random -> {
            int recordMax = 64 + random.nextInt(20_000);
            PackLimits limits =
                    new PackLimits(recordMax, recordMax + random.nextInt(60_000), 1 + random.nextInt(5), Duration.ZERO);
            Packing small = new FirehosePacking(limits);
            List<RowInHand> rows =
                    rows(random.ints(1 + random.nextInt(200), 1, recordMax + 1).toArray());
            int due = random.nextInt(rows.size() + 1);

            int cut = small.cut(rows, due);

            assertThat(cut).isBetween(1, rows.size());
            assertThat(small.pack(rows.subList(0, cut), row -> null)).hasSize(1);
            if (cut < due) {
                assertThat(small.pack(rows.subList(0, cut + 1), row -> null))
                        .as("what is due waits only for the next call")
                        .hasSize(2);
            }
        });
    }

    @Test
    void shouldCostLittleMoreThanIdealAtEveryRate() {
        Seeded.repeat(3, random -> {
            assertThat(billedOverIdeal(1_000, random)).isLessThanOrEqualTo(1.005);
            assertThat(billedOverIdeal(100, random)).isLessThanOrEqualTo(1.05);
            assertThat(billedOverIdeal(10, random)).isLessThanOrEqualTo(1.25);
        });
    }

    /** Two minutes of events at random times, each row sent within a second: what is billed over what they weigh. */
    private double billedOverIdeal(int eventsPerSecond, Random random) {
        List<RowInHand> waiting = new ArrayList<>();
        long billed = 0;
        long ideal = 0;
        long nowNanos = 0;
        long offset = 0;
        while (nowNanos < 120 * SECOND) {
            nowNanos += (long) (-Math.log(1 - random.nextDouble()) * SECOND / eventsPerSecond);
            long dueNanos = waiting.isEmpty() ? Long.MAX_VALUE : waiting.get(0).readNanos() + SECOND;
            if (nowNanos >= dueNanos) {
                int due = (int) waiting.stream()
                        .filter(row -> row.readNanos() <= dueNanos - SECOND)
                        .count();
                List<RowInHand> sent = waiting.subList(0, packing.cut(waiting, due));
                for (RowRecord record : packing.pack(sent, row -> null).get(0)) {
                    billed += Billing.billed(record.bytes().length);
                    ideal += record.bytes().length;
                }
                sent.clear();
            }
            waiting.add(row(offset++, nowNanos, 450 + random.nextInt(500)));
        }
        return (double) billed / ideal;
    }

    private static List<RowInHand> rows(int... bytes) {
        return new ArrayList<>(IntStream.range(0, bytes.length)
                .mapToObj(i -> row(i, 0, bytes[i]))
                .toList());
    }

    private static RowInHand row(long offset, long readNanos, int bytes) {
        return new RowInHand(PARTITION, offset, readNanos, new RowMaker.Row(new byte[bytes], "p", 0));
    }
}
