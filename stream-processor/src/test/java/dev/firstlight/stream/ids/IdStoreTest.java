package dev.firstlight.stream.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes to the changelog and when, and what of a store is found again. */
class IdStoreTest {

    @TempDir
    Path directory;

    @TempDir
    Path other;

    @Test
    void shouldWriteOneRecordForAllIdsBetweenTwoCommits() {
        IdStoreKit kit = new IdStoreKit(directory);
        for (int i = 0; i < 100; i++) {
            kit.store.add(7, i, -i, 1_000 + i);
        }
        assertThat(kit.changes).isEmpty();

        kit.store.flushCache();
        kit.store.flushCache(); // a commit with nothing new

        assertThat(kit.changes).singleElement().satisfies(change -> {
            assertThat(change.key()).isEqualTo(IdBatch.key(7, 0));
            assertThat(change.value()).hasSize(100 * 16);
        });
    }

    @Test
    void shouldWriteARecordWhenTheBatchIsFullAndForEachGeneration() {
        IdStoreKit kit = new IdStoreKit(directory);
        for (int i = 0; i < IdBatch.IDS_MAX + 1; i++) {
            kit.store.add(7, i, 0, 1_000);
        }
        kit.store.add(8, 1, 0, 1_000);
        kit.store.add(7, -1, 0, 1_000); // the log's clock stepped back
        kit.store.flushCache();

        assertThat(kit.changes)
                .extracting(IdStoreKit.Change::key)
                .containsExactly(IdBatch.key(7, 0), IdBatch.key(7, 1), IdBatch.key(8, 0), IdBatch.key(7, 2));
    }

    @Test
    void shouldKnowWhatTheChangelogHasAfterItsFilesAreLost() {
        IdStoreKit kit = new IdStoreKit(directory);
        for (int i = 0; i < 3_000; i++) {
            kit.store.add(i % 2, i, 5, 1_000);
            if (i % 700 == 0) {
                kit.store.flushCache();
            }
        }
        kit.store.flushCache();

        IdStoreKit restored = new IdStoreKit(other);
        restored.restore(kit.changes);
        restored.restore(kit.changes.subList(0, 3)); // again, as after a restore that began anew

        for (int i = 0; i < 3_000; i++) {
            assertThat(restored.store.contains(i % 2, i, 5)).isTrue();
            assertThat(restored.store.contains(1 - i % 2, i, 5)).isFalse();
        }
        restored.store.add(0, -1, 5, 1_000);
        restored.store.flushCache();
        assertThat(restored.changes.get(0).key())
                .as("no batch is written over another")
                .isNotIn(kit.changes.stream().map(IdStoreKit.Change::key).toList());
    }

    @Test
    void shouldBeFoundAgainOnlyAfterACommitOfAllItHas() {
        IdStoreKit kit = new IdStoreKit(directory);
        kit.store.add(7, 1, 1, 1_000);
        kit.store.flushCache();
        kit.store.commit(Map.of(IdStoreKit.CHANGELOG, 41L));
        kit.store.close();

        IdStoreKit second = new IdStoreKit(directory);
        assertThat(second.store.committedOffset(IdStoreKit.CHANGELOG)).isEqualTo(41);
        assertThat(second.store.contains(7, 1, 1)).isTrue();
        second.store.add(7, 2, 2, 1_000); // of a transaction that is aborted
        second.store.flushCache();
        second.store.close();

        IdStoreKit third = new IdStoreKit(directory);
        assertThat(third.store.committedOffset(IdStoreKit.CHANGELOG)).isNull();
        assertThat(third.store.contains(7, 1, 1)).isFalse();
        assertThat(third.store.contains(7, 2, 2)).isFalse();
    }

    @Test
    void shouldForgetWhatWaitedForACommitWhenItIsOpenedAgain() {
        IdStoreKit kit = new IdStoreKit(directory);
        kit.store.add(7, 1, 1, 1_000);
        kit.store.close();
        kit.openAgain(directory);
        kit.store.flushCache();

        assertThat(kit.changes).isEmpty();
        assertThat(kit.store.contains(7, 1, 1)).isFalse();
    }

    @Test
    void shouldTakeBackInStepsWhatTheChangelogHasOfAGenerationThatIsOver() {
        IdStoreKit kit = new IdStoreKit(directory);
        commits(kit, 5, 25);
        commits(kit, 6, 3);
        kit.changes.clear();

        assertThat(kit.store.forgetBefore(5, 10, 1_000)).isZero();
        assertThat(kit.store.forgetBefore(6, 10, 1_000)).isEqualTo(25);
        assertThat(kit.store.contains(5, 3, 3)).isFalse();
        assertThat(kit.store.contains(6, 1, 1)).isTrue();
        assertThat(kit.store.forgetBefore(6, 10, 1_000)).isZero();
        assertThat(kit.changes).hasSize(20);
        kit.store.forgetBefore(6, 10, 1_000);
        kit.store.forgetBefore(6, 10, 1_000);

        assertThat(kit.changes).hasSize(25).allSatisfy(change -> assertThat(change.value())
                .isNull());
        assertThat(kit.changes).extracting(IdStoreKit.Change::key).doesNotHaveDuplicates();
    }

    @Test
    void shouldGoOnTakingBackAfterAStopOrARestoreInBetween() {
        IdStoreKit kit = new IdStoreKit(directory);
        commits(kit, 5, 25);
        kit.store.forgetBefore(6, 10, 1_000);
        kit.store.commit(Map.of(IdStoreKit.CHANGELOG, 34L));
        kit.store.close();

        IdStoreKit next = new IdStoreKit(directory);
        next.store.forgetBefore(6, 100, 1_000);
        assertThat(next.changes).hasSize(25);

        IdStoreKit restored = new IdStoreKit(other);
        restored.restore(kit.changes); // 25 batches, ten of them taken back
        assertThat(restored.store.count()).isZero();
        restored.store.forgetBefore(6, 100, 1_000);
        assertThat(restored.changes).hasSize(25);
    }

    @Test
    void shouldLeaveNothingOfAGenerationToAStandbyWhenAllOfItIsTakenBack() {
        IdStoreKit kit = new IdStoreKit(directory);
        commits(kit, 5, 25);
        commits(kit, 6, 1);
        kit.store.forgetBefore(6, 100, 1_000);

        IdStoreKit standby = new IdStoreKit(other);
        standby.restore(kit.changes);
        assertThat(standby.store.count()).isOne();
        standby.store.forgetBefore(6, 100, 1_000); // as the one that goes on

        assertThat(standby.changes).isEmpty();
    }

    @Test
    void shouldNotTakeBackWhatIsClaimedInAGenerationAgainThatWasForgotten() {
        IdStoreKit kit = new IdStoreKit(directory);
        commits(kit, 5, 25);
        kit.store.forgetBefore(6, 10, 1_000); // by a clock that is days ahead, and set right then
        commits(kit, 5, 2);
        kit.store.forgetBefore(5, 100, 1_000);

        IdStoreKit restored = new IdStoreKit(other);
        restored.restore(kit.changes);
        assertThat(restored.store.contains(5, 0, 0)).isTrue();
        assertThat(restored.store.contains(5, 1, 1)).isTrue();
        assertThat(restored.store.contains(5, 2, 2)).isFalse();
    }

    @Test
    void shouldRefuseAChangelogThatIsNotItsOwn() {
        IdStoreKit kit = new IdStoreKit(directory);

        assertThatThrownBy(() -> kit.restore(List.of(new IdStoreKit.Change(new byte[18], new byte[0]))))
                .isInstanceOf(ProcessorStateException.class)
                .hasMessageContaining("offset 0");
    }

    /** So many of one id each. */
    private static void commits(IdStoreKit kit, long generation, int count) {
        for (int i = 0; i < count; i++) {
            kit.store.add(generation, i, i, 1_000);
            kit.store.flushCache();
        }
    }
}
