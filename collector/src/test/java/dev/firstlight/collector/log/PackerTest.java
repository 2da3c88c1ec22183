package dev.firstlight.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.RawPack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PackerTest {

    private static final int MANY = 1_000;
    private static final int LARGE = 1_048_576;
    private static final Duration LINGER = Duration.ofMillis(5);

    @Test
    void shouldCloseAPackAtItsGreatestNumberOfEvents() {
        PackerRig rig = PackerRig.closingAt(3, LARGE);

        rig.append(10);
        rig.append(10);
        assertThat(rig.log.packs).isEmpty();
        rig.append(10);

        assertThat(rig.log.packs).hasSize(1);
        assertThat(rig.log.read(0).items()).hasSize(3);
    }

    @Test
    void shouldCloseAPackAtItsGreatestNumberOfBytes() {
        PackerRig rig = PackerRig.closingAt(MANY, 2_000);

        rig.append(1_000);
        assertThat(rig.log.packs).isEmpty();
        rig.append(1_000);

        assertThat(rig.log.read(0).items()).hasSize(2);
    }

    @Test
    void shouldCloseAPackWhenItsFirstEventHasWaitedLongEnough() {
        PackerRig rig = PackerRig.closingAt(MANY, LARGE);
        rig.append(10);

        rig.loop.advance(LINGER.minusNanos(1));
        assertThat(rig.log.packs).isEmpty();
        rig.append(10);
        rig.loop.advance(Duration.ofNanos(1));

        assertThat(rig.log.read(0).items()).hasSize(2);
    }

    @Test
    void shouldCloseAllOpenPacksWhenTheOldestHasWaitedLongEnough() {
        PackerRig rig =
                new PackerRig(8, new PackConfig(MANY, LARGE, LINGER, AckPolicy.DURABLE), Path.of("no-such-keys"));
        Set<Integer> partitions = new TreeSet<>();
        partitions.add(rig.append(10));
        rig.loop.advance(LINGER.minusMillis(1));
        for (int i = 0; i < 20; i++) {
            partitions.add(rig.append(10));
        }
        assertThat(rig.log.packs).isEmpty();

        rig.loop.advance(Duration.ofMillis(1));

        assertThat(rig.log.packs).extracting(Pack::partition).containsExactlyElementsOf(partitions);
        rig.append(10);
        rig.loop.advance(LINGER);
        assertThat(rig.log.packs).hasSize(partitions.size() + 1);
    }

    @Test
    void shouldStayWithinThePlansBoundWithTheGreatestEventAtTheGreatestSetting() {
        int headers = 6_500; // all that are allowed, each at its greatest length
        PackerRig rig = PackerRig.closingAt(MANY, (int) PackConfig.BYTES_LIMIT);
        rig.append(65_536);
        rig.append(65_536);
        rig.append(56_800);
        assertThat(rig.log.packs).isEmpty();

        rig.append(65_536 + headers);

        assertThat(rig.log.packs.get(0).bytes().length).isLessThanOrEqualTo(256 * 1024);
    }

    @Test
    void shouldNumberTheItemsOfEachPartitionWithoutGaps() {
        Seeded.repeat(20, random -> {
            PackConfig config =
                    new PackConfig(1 + random.nextInt(5), 200 + random.nextInt(2_000), LINGER, AckPolicy.DURABLE);
            PackerRig rig = new PackerRig(1 + random.nextInt(6), config, Path.of("no-such-keys"));
            for (int i = 0; i < 200; i++) {
                rig.append(random.nextInt(500));
                if (random.nextInt(10) == 0) {
                    rig.loop.advance(Duration.ofMillis(random.nextInt(8)));
                }
            }
            rig.packer.finish();

            Map<Integer, Long> next = new HashMap<>();
            long items = 0;
            for (int i = 0; i < rig.log.packs.size(); i++) {
                PackReader.Pack pack = rig.log.read(i);
                RawPack header = pack.header();
                assertThat(header.getPartition()).isEqualTo(rig.log.packs.get(i).partition());
                assertThat(header.getFirstSequence()).isEqualTo(next.getOrDefault(header.getPartition(), 0L));
                next.merge(header.getPartition(), (long) pack.items().size(), Long::sum);
                items += pack.items().size();
            }
            assertThat(items).isEqualTo(200);
        });
    }

    @Test
    void shouldSayInItsHeaderWhoWroteItAndWhatWasAnsweredBefore() {
        PackerRig rig = PackerRig.closingAt(1, LARGE);
        rig.totals.accept();
        rig.totals.accept();
        rig.totals.decline();
        rig.totals.refuse(Refusal.NUL_BYTE);

        rig.append(10);

        RawPack header = rig.log.read(0).header();
        assertThat(header.getIncarnation()).isEqualTo(PackerRig.INCARNATION);
        assertThat(header.getLoop()).isEqualTo(PackerRig.LOOP);
        assertThat(header.getOpenedAt()).isEqualTo(PackerRig.NOW.toEpochMilli());
        assertThat(header.getAcceptedTotal()).isEqualTo(2);
        assertThat(header.getDeclinedTotal()).isEqualTo(1);
        assertThat(header.getRefusedTotals()).isEqualTo(Map.of("nul_byte", 1L));
        assertThat(header.getAbandonedTotal()).isZero();
    }

    @Test
    void shouldExplainTheGapOfATurnedAwayPackInTheVeryNextHeader() {
        PackerRig rig = PackerRig.closingAt(2, LARGE);
        rig.log.isFull = true;
        rig.append(10);
        rig.append(10);
        rig.log.isFull = false;

        rig.append(10);
        rig.append(10);

        assertThat(rig.log.read(0).header().getFirstSequence()).isEqualTo(2);
        assertThat(rig.log.read(0).header().getAbandonedTotal()).isEqualTo(2);
        assertThat(rig.meters.count(CollectorMeter.PACKS_TURNED_AWAY)).isEqualTo(1);
        assertThat(rig.meters.count(CollectorMeter.PACKS_HANDED_OVER)).isEqualTo(1);
    }

    @Test
    void shouldExplainTheGapOfAPackGivenUpOnceItKnowsOfIt() {
        PackerRig rig = PackerRig.closingAt(1, LARGE);
        rig.append(10);
        rig.log.packs.get(0).onDone().accept(Outcome.GIVEN_UP);
        rig.loop.runTasks();

        rig.append(10);

        assertThat(rig.log.read(1).header().getAbandonedTotal()).isEqualTo(1);
    }

    @Test
    void shouldTellEachEventOnceAndOnlyOnTheLoop() {
        PackerRig rig = PackerRig.closingAt(2, LARGE);
        rig.append(10);
        rig.append(10);
        rig.log.packs.get(0).onDone().accept(Outcome.DURABLE);
        assertThat(rig.outcomes).isEmpty();

        rig.loop.runTasks();

        assertThat(rig.outcomes).containsExactly(Outcome.DURABLE, Outcome.DURABLE);
    }

    @Test
    void shouldTellTheOthersOfAPackWhenOneCannotBeTold() {
        PackerRig rig = PackerRig.closingAt(3, LARGE);
        rig.append(10);
        rig.appendWaiting(outcome -> {
            throw new IllegalStateException("scripted");
        });
        rig.append(10);

        rig.log.packs.get(0).onDone().accept(Outcome.DURABLE);
        rig.loop.runTasks();

        assertThat(rig.outcomes).containsExactly(Outcome.DURABLE, Outcome.DURABLE);
    }

    @Test
    void shouldComeBackToTheLoopOnceForAllThatIsSettled() {
        PackerRig rig = PackerRig.closingAt(1, LARGE);
        rig.append(10);
        rig.append(10);
        rig.append(10);

        rig.log.packs.forEach(pack -> pack.onDone().accept(Outcome.DURABLE));

        assertThat(rig.loop.runTasks()).isEqualTo(1);
        assertThat(rig.outcomes).hasSize(3);
    }

    @Test
    void shouldAnswerNoMoreInOneTurnThanTheLoopCanSpareAndTheRestInTheNext() {
        int packs = 2 * HandBack.EVENTS_MAX + 1;
        PackerRig rig = PackerRig.closingAt(1, LARGE);
        for (int i = 0; i < packs; i++) {
            rig.append(10);
        }
        rig.log.packs.forEach(pack -> pack.onDone().accept(Outcome.DURABLE));

        rig.loop.runTasks();
        assertThat(rig.outcomes).hasSize(HandBack.EVENTS_MAX);
        rig.loop.advance(LINGER);
        assertThat(rig.outcomes).hasSize(2 * HandBack.EVENTS_MAX);
        rig.loop.advance(LINGER);
        assertThat(rig.outcomes).hasSize(packs);
    }

    @Test
    void shouldAnswerAllThatIsSettledWhenTheLoopIsAboutToEnd() {
        PackerRig rig = PackerRig.closingAt(1, LARGE);
        for (int i = 0; i < 3 * HandBack.EVENTS_MAX; i++) {
            rig.append(10);
        }
        rig.log.packs.forEach(pack -> pack.onDone().accept(Outcome.DURABLE));
        rig.loop.runTasks(); // the rest is scheduled, and will be cancelled

        rig.packer.finish();

        assertThat(rig.outcomes).hasSize(3 * HandBack.EVENTS_MAX);
    }

    @Test
    void shouldTellOfATurnedAwayPackOnlyAfterAppendHasReturned() {
        PackerRig rig = PackerRig.closingAt(1, LARGE);
        rig.log.isFull = true;

        rig.append(10);
        assertThat(rig.outcomes).isEmpty();
        rig.loop.runTasks();

        assertThat(rig.outcomes).containsExactly(Outcome.GIVEN_UP);
    }

    @Test
    void shouldHandOverWhatIsOpenWhenItIsFlushed() {
        PackerRig rig = PackerRig.closingAt(MANY, LARGE);
        rig.append(10);

        rig.packer.finish();
        rig.packer.finish();

        assertThat(rig.log.packs).hasSize(1);
    }

    @Test
    void shouldNotFailTheLogWhenTheLoopHasEnded() {
        PackerRig rig = PackerRig.closingAt(2, LARGE);
        rig.append(10);
        rig.append(10);
        rig.loop.shutdown();

        rig.log.packs.get(0).onDone().accept(Outcome.DURABLE);

        assertThat(rig.meters.count(CollectorMeter.OUTCOMES_UNHEARD)).isEqualTo(2);
    }

    @Test
    void shouldAnswerAtOnceWhenAcceptedIsEnoughAndTellWhatThatLost() {
        PackConfig config = new PackConfig(2, LARGE, LINGER, AckPolicy.ACCEPTED);
        PackerRig rig = new PackerRig(1, config, Path.of("no-such-keys"));
        rig.append(10);
        rig.append(10);
        assertThat(rig.outcomes).isEmpty(); // never within append
        rig.loop.runTasks();
        assertThat(rig.outcomes).containsExactly(Outcome.DURABLE, Outcome.DURABLE);

        rig.log.packs.get(0).onDone().accept(Outcome.GIVEN_UP);
        rig.loop.runTasks();

        assertThat(rig.outcomes).containsExactly(Outcome.DURABLE, Outcome.DURABLE, Outcome.LOST, Outcome.LOST);
        rig.append(10);
        rig.append(10);
        assertThat(rig.log.read(1).header().getAbandonedTotal()).isEqualTo(2); // explains the gap
    }

    @Test
    void shouldTellTheSenderEvenThenWhenThePackIsTurnedAway() {
        PackConfig config = new PackConfig(1, LARGE, LINGER, AckPolicy.ACCEPTED);
        PackerRig rig = new PackerRig(1, config, Path.of("no-such-keys"));
        rig.log.isFull = true;

        rig.append(10);
        rig.loop.runTasks();

        assertThat(rig.outcomes).containsExactly(Outcome.GIVEN_UP);
    }

    @Test
    void shouldSayUpToWhichMinuteEverythingIsDurable() {
        PackerRig rig = PackerRig.closingAt(1, LARGE);
        long now = PackerRig.NOW.toEpochMilli();
        long later = now + Duration.ofMinutes(3).toMillis();
        rig.append(10);
        rig.append(10);

        assertThat(beat(rig, -1, later))
                .containsEntry("watermark_minute", now / 60_000)
                .containsEntry("durable", 0L);
        rig.log.packs.get(0).onDone().accept(Outcome.DURABLE);
        rig.loop.runTasks();
        assertThat(beat(rig, -1, later))
                .containsEntry("watermark_minute", now / 60_000)
                .containsEntry("durable", 1L);
        rig.log.packs.get(1).onDone().accept(Outcome.GIVEN_UP);
        rig.loop.runTasks();
        assertThat(beat(rig, -1, later))
                .containsEntry("watermark_minute", later / 60_000)
                .containsEntry("abandoned", 1L);
        assertThat(beat(rig, now, later)).containsEntry("watermark_minute", now / 60_000); // the spool holds it back
    }

    @ParameterizedTest
    @EnumSource(AckPolicy.class)
    void shouldSayInEachHeartbeatThatAcceptedIsDurableAndAbandonedAndInFlight(AckPolicy ack) {
        PackerRig rig = new PackerRig(1, new PackConfig(3, LARGE, LINGER, ack), Path.of("no-such-keys"));
        accept(rig, 2);
        rig.keep();
        rig.keep();
        accept(rig, 2);
        rig.log.isFull = true;
        rig.keep();
        accept(rig, 2);
        rig.log.isFull = false;
        accept(rig, 1);
        rig.loop.runTasks();
        assertBeat(rig, 7, 0, 2, 5, 0);

        rig.log.packs.get(0).onDone().accept(Outcome.DURABLE);
        rig.loop.runTasks();
        assertBeat(rig, 7, 2, 2, 3, 1);

        rig.log.packs.get(1).onDone().accept(Outcome.GIVEN_UP);
        rig.loop.runTasks();
        assertBeat(rig, 7, 2, 4, 1, 1);
    }

    private static void accept(PackerRig rig, int events) {
        for (int i = 0; i < events; i++) {
            rig.append(10);
            rig.totals.accept();
        }
    }

    private static void assertBeat(
            PackerRig rig, long accepted, long durable, long abandoned, long inFlight, long kept) {
        assertThat(accepted).isEqualTo(durable + abandoned + inFlight);
        assertThat(beat(rig, -1, PackerRig.NOW.toEpochMilli()))
                .containsEntry("accepted", accepted)
                .containsEntry("durable", durable)
                .containsEntry("abandoned", abandoned)
                .containsEntry("kept", kept);
    }

    private static Map<String, Long> beat(PackerRig rig, long spooledMs, long nowMs) {
        return Heartbeat.of("source", rig.packer, rig.totals, spooledMs < 0 ? 0 : 1, spooledMs, nowMs)
                .getCounts();
    }
}
