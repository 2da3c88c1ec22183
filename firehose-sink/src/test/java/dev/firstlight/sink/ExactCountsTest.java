package dev.firstlight.sink;

import static dev.firstlight.sink.LoopKit.P0;
import static dev.firstlight.sink.LoopKit.P1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.LedgerEntry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sinks that die anywhere, again and again: every event is delivered, and the ledger's counts are exact. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExactCountsTest {

    private static final long DAY_MS = 86_400_000;
    private static final int EVENTS = 150;
    private static final int UNDER_WAY = 3;

    /** The sudden end of a sink: no code of ours goes on after it. */
    private static final class Death extends InternalError {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void shouldCountEveryEventOnceWhereverASinkDies() {
        Seeded.repeat(40, random -> {
            LoopKit.Kafka kafka = new LoopKit.Kafka();
            Map<String, Long> wanted = new TreeMap<>();
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < EVENTS; i++) {
                add(kafka, i, random, wanted, ids);
            }
            int heldMax = 3 + random.nextInt(60);
            Set<String> delivered = new HashSet<>();

            while (kafka.committed.values().stream()
                            .mapToLong(offset -> offset.offset())
                            .sum()
                    < EVENTS) {
                live(kafka, heldMax, random, delivered);
            }

            assertThat(delivered).containsAll(ids);
            assertThat(counted(kafka)).isEqualTo(wanted);
            assertThat(kafka.rejects()).hasSize(EVENTS - ids.size());
        });
    }

    /** One sink's life: some rounds, then death at a random place. */
    private static void live(LoopKit.Kafka kafka, int heldMax, Random random, Set<String> delivered) {
        PackLimits limits = new PackLimits(2_000, 8_000, 4, Duration.ZERO);
        HeldCalls calls = new HeldCalls();
        LoopKit kit = new LoopKit(kafka, limits, heldMax, Duration.ofSeconds(20), null, UNDER_WAY, calls);
        kit.consumer.beforePoll(() -> someEnd(calls, random));
        kit.consumer.setMaxPollRecords(1 + random.nextInt(40));
        mayDie(kit, random);
        try {
            kit.assigned(P0, P1);
            int rounds = 1 + random.nextInt(3);
            for (int i = 0; i < rounds && hasMore(kit); i++) {
                kit.loop.round();
            }
        } catch (Death e) {
            assertThat(e).isNotNull(); // what it had written stays, the rest is gone
        }
        delivered.addAll(LoopWords.ids(kit.delivery.accepted));
    }

    /** Of the calls that are under way, in any order; one at least when no more may begin. */
    private static void someEnd(HeldCalls calls, Random random) {
        while (calls.size() >= UNDER_WAY || calls.size() > 0 && random.nextBoolean()) {
            calls.finish(random.nextInt(calls.size()));
        }
    }

    private static void mayDie(LoopKit kit, Random random) {
        int[] stepsLeft = {random.nextInt(30)};
        Runnable step = () -> {
            if (stepsLeft[0]-- == 0) {
                throw new Death();
            }
        };
        kit.delivery.onCall(step);
        kit.beforeSend(step);
        kit.beforeCommit(step);
        kit.afterCommit(step);
    }

    private static boolean hasMore(LoopKit kit) {
        return kit.consumer.position(P0) < size(kit.kafka, P0) || kit.consumer.position(P1) < size(kit.kafka, P1);
    }

    private static int size(LoopKit.Kafka kafka, TopicPartition partition) {
        return kafka.log.containsKey(partition) ? kafka.log.get(partition).size() : 0;
    }

    /** Time advances by six days over the log; some events come days late. */
    private static void add(LoopKit.Kafka kafka, int i, Random random, Map<String, Long> wanted, Set<String> ids) {
        TopicPartition partition = random.nextBoolean() ? P0 : P1;
        if (random.nextInt(20) == 0) {
            kafka.add(partition, new byte[] {1, 2, 3});
            wanted.merge("|" + LoopKit.RECORD_MS / 60_000 + "|" + LedgerCounts.UNREADABLE, 1L, Long::sum);
            return;
        }
        long receivedMs = Events.RECEIVED_MS - 6 * DAY_MS + i * (6 * DAY_MS / EVENTS);
        if (random.nextInt(6) == 0) {
            receivedMs -= (1 + random.nextInt(4)) * DAY_MS;
        }
        receivedMs -= receivedMs % (6 * 3_600_000); // so that pixels and minutes repeat
        String pixel = "p" + random.nextInt(2);
        String cell = pixel + "|" + receivedMs / 60_000 + "|";
        Event.Builder event = Events.bare("e" + i).setPixelId(pixel).setReceivedAt(receivedMs);
        if (random.nextInt(40) == 0) {
            kafka.add(partition, event.setPageUrl("x".repeat(1_900)).build()); // no record takes its row
            wanted.merge(cell + LedgerCounts.REFUSED, 1L, Long::sum);
            return;
        }
        kafka.add(partition, event.build());
        ids.add("e" + i);
        wanted.merge(cell + LedgerCounts.DELIVERED, 1L, Long::sum);
    }

    private static Map<String, Long> counted(LoopKit.Kafka kafka) {
        Map<String, Long> counted = new TreeMap<>();
        for (LedgerEntry entry : kafka.ledger().values()) {
            entry.getCounts()
                    .forEach((name, count) ->
                            counted.merge(entry.getPixelId() + "|" + entry.getMinute() + "|" + name, count, Long::sum));
        }
        counted.values().removeIf(count -> count == 0);
        return counted;
    }
}
