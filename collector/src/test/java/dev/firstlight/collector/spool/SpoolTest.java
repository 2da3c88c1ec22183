package dev.firstlight.collector.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.collector.spool.Resend.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {

    private static final long MIB = 1_048_576;

    @TempDir
    Path directory;

    @Test
    void shouldReplayOldestFirstAndRemoveWhatIsAcknowledged() throws Exception {
        try (SpoolRig rig = new SpoolRig(directory, Answer.AGAIN)) {
            rig.store("one", "two", "three");
            assertThat(rig.told).containsExactly(true, true, true);
            assertThat(rig.spool.packs()).isEqualTo(3);

            rig.answer = Answer.ACKNOWLEDGED;

            await().until(() -> rig.files(".spool").isEmpty());
            assertThat(rig.resent).containsExactly("one", "two", "three");
            assertThat(rig.spool.packs()).isZero();
            assertThat(rig.spool.isEmpty()).isTrue();
            assertThat(rig.meters.prometheusText()).contains("collector_spool_bytes 0.0");
        }
    }

    @Test
    void shouldReplayWhatAnEarlierProcessLeft() throws Exception {
        try (SpoolRig first = new SpoolRig(directory, Answer.AGAIN)) {
            first.store("one", "two");
        }
        try (SpoolRig second = new SpoolRig(directory, Answer.AGAIN)) {
            second.store("three");
            assertThat(second.spool.packs()).isEqualTo(3);
            assertThat(second.files(".spool")).hasSize(2); // a new segment per start

            second.answer = Answer.ACKNOWLEDGED;

            await().until(() -> second.files(".spool").isEmpty());
            assertThat(second.resent).containsExactly("one", "two", "three");
        }
    }

    @Test
    void shouldSalvageEveryWholeFrameOfATornFileAndKeepTheRest() throws Exception {
        try (SpoolRig first = new SpoolRig(directory, Answer.AGAIN)) {
            first.store("one", "two", "three");
        }
        Path file = new SpoolRigFiles(directory).only(".spool");
        Files.write(file, new byte[] {0, 0, 1, 0, 9, 9}, StandardOpenOption.APPEND);
        byte[] bytes = Files.readAllBytes(file);
        bytes[Frame.HEADER_BYTES + 3 + Frame.HEADER_BYTES] ^= 1; // first byte of "two"
        Files.write(file, bytes);

        try (SpoolRig second = new SpoolRig(directory, Answer.ACKNOWLEDGED)) {
            await().until(() -> second.files(".spool").isEmpty());

            assertThat(second.resent).containsExactly("one", "three");
            assertThat(second.files(".damaged")).hasSize(2);
            assertThat(second.meters.count(CollectorMeter.SPOOL_DAMAGED_BYTES)).isEqualTo(Frame.HEADER_BYTES + 3 + 6);
        }
    }

    @Test
    void shouldStartOverFilesThatAreNoSegmentsAtAll() throws Exception {
        Files.writeString(directory.resolve("0000000001-1700000000000-00000000000000aa.spool"), "nothing of ours");
        Files.writeString(directory.resolve("notes.txt"), "of a person");
        Files.createFile(directory.resolve("0000000007-1700000000000-00000000000000ab.spool"));

        try (SpoolRig rig = new SpoolRig(directory, Answer.ACKNOWLEDGED)) {
            rig.store("one");

            await().until(() -> rig.resent.contains("one"));
            assertThat(rig.files(".damaged")).hasSize(1);
            assertThat(rig.files("notes.txt")).hasSize(1);
        }
    }

    @Test
    void shouldRefuseADirectoryThatAnotherUses() throws Exception {
        try (SpoolRig rig = new SpoolRig(directory, Answer.AGAIN)) {
            assertThat(rig.spool.isEmpty()).isTrue();

            assertThatThrownBy(() -> new SpoolRig(directory, Answer.AGAIN))
                    .isInstanceOf(SpoolBusyException.class)
                    .hasMessageContaining("another collector uses the spool directory");
        }
        new SpoolRig(directory, Answer.AGAIN).close(); // the lock went with its holder
    }

    @Test
    void shouldTakeNothingBeyondItsBytesUntilSomeAreReplayed() throws Exception {
        SpoolConfig small = SpoolRig.config(directory, 4 * MIB, 4 * MIB);
        try (SpoolRig rig = new SpoolRig(SpoolFiles.onDisk(directory), directory, Answer.AGAIN, small)) {
            byte[] pack = new byte[(int) MIB];
            int taken = 0;
            while (rig.offer(pack)) {
                taken++;
            }
            int stored = taken;
            await().until(() -> rig.told.size() == stored);
            assertThat(rig.told).doesNotContain(false);
            assertThat(taken).isBetween(3, 4);
            assertThat(rig.offer("one more")).isFalse();
            assertThat(rig.meters.count(CollectorMeter.PACKS_NOT_SPOOLED)).isEqualTo(2);

            rig.answer = Answer.ACKNOWLEDGED;

            await().until(() -> rig.offer("room again"));
        }
    }

    @Test
    void shouldTakeNothingWhileItsOldestIsTooOld() throws Exception {
        try (SpoolRig rig = new SpoolRig(directory, Answer.AGAIN)) {
            rig.store("one");
            rig.clock.advance(Duration.ofHours(24));
            assertThat(rig.offer("late")).isFalse();

            rig.answer = Answer.ACKNOWLEDGED;

            await().until(() -> rig.offer("in time"));
            assertThat(rig.resent).contains("one"); // never dropped for its age
        }
    }

    @Test
    void shouldKeepAPackThatKafkaNeverTakesAndGoOn() throws Exception {
        try (SpoolRig rig = new SpoolRig(directory, Answer.NEVER)) {
            rig.store("poison");
            await().until(() -> rig.files(".refused").size() == 1);
            rig.answer = Answer.ACKNOWLEDGED;
            rig.store("good");

            await().until(() -> rig.resent.contains("good"));
            assertThat(rig.meters.count(CollectorMeter.PACKS_REFUSED_FOR_GOOD)).isEqualTo(1);
            Path kept = rig.files(".refused").get(0);
            assertThat(Files.readString(kept, StandardCharsets.ISO_8859_1)).endsWith("poison");
        }
    }

    @Test
    void shouldStartANewSegmentWhenOneIsFull() throws Exception {
        try (SpoolRig rig = new SpoolRig(directory, Answer.AGAIN)) {
            for (int i = 0; i < 9; i++) {
                assertThat(rig.offer(new byte[(int) MIB - 100])).isTrue();
                int count = i + 1;
                await().until(() -> rig.told.size() == count);
            }

            assertThat(rig.files(".spool")).hasSize(3);
            assertThat(rig.files(".spool")).allMatch(file -> file.toFile().length() <= 4 * MIB);
        }
    }

    @Test
    void shouldWriteTheGroupIntoANewSegmentWhenAnFsyncFails() throws Exception {
        AtomicBoolean failsOnce = new AtomicBoolean(true);
        SpoolFiles files = new FaultyFiles(SpoolFiles.onDisk(directory)) {
            @Override
            protected void beforeForce() throws IOException {
                if (failsOnce.getAndSet(false)) {
                    throw new IOException("Input/output error");
                }
            }
        };
        SpoolConfig config = SpoolRig.config(directory, 4 * MIB, 64 * MIB);
        try (SpoolRig rig = new SpoolRig(files, directory, Answer.AGAIN, config)) {
            rig.store("one");

            assertThat(rig.told).containsExactly(true);
            assertThat(rig.meters.count(CollectorMeter.SPOOL_WRITES_FAILED)).isEqualTo(1);
            assertThat(rig.files(".spool")).hasSize(1); // the poisoned one promised nothing and is gone
            rig.answer = Answer.ACKNOWLEDGED;
            await().until(() -> rig.resent.contains("one"));
        }
    }

    @Test
    void shouldNeverForceAPoisonedSegmentAgain() throws Exception {
        AtomicInteger forced = new AtomicInteger();
        SpoolFiles files = new FaultyFiles(SpoolFiles.onDisk(directory)) {
            @Override
            protected void beforeForce() throws IOException {
                if (forced.incrementAndGet() == 2) {
                    throw new IOException("Input/output error");
                }
            }
        };
        SpoolConfig config = SpoolRig.config(directory, 4 * MIB, 64 * MIB);
        try (SpoolRig rig = new SpoolRig(files, directory, Answer.AGAIN, config)) {
            rig.store("one");
            rig.store("two");

            assertThat(rig.told).containsExactly(true, true);
            assertThat(rig.files(".spool")).hasSize(2); // "one" stays where it was synced, "two" is in another file
            assertThat(forced).hasValue(3);
            rig.answer = Answer.ACKNOWLEDGED;
            await().until(() -> rig.spool.isEmpty());
            assertThat(rig.resent).containsExactly("one", "two");
        }
    }

    @Test
    void shouldGiveUpOnAFullDiskAndRecoverByItself() throws Exception {
        AtomicBoolean isFull = new AtomicBoolean(true);
        SpoolFiles files = new FaultyFiles(SpoolFiles.onDisk(directory)) {
            @Override
            protected void beforeAppend(ByteBuffer bytes) throws IOException {
                if (isFull.get()) {
                    throw new IOException("No space left on device");
                }
            }
        };
        SpoolConfig config = SpoolRig.config(directory, 4 * MIB, 64 * MIB);
        try (SpoolRig rig = new SpoolRig(files, directory, Answer.AGAIN, config)) {
            rig.store("lost");
            assertThat(rig.told).containsExactly(false);
            assertThat(rig.offer("turned away")).isFalse();
            assertThat(rig.files(".spool")).isEmpty();

            isFull.set(false);

            await().until(() -> rig.offer("kept"));
            await().until(() -> rig.told.equals(List.of(false, true)));
        }
    }

    @Test
    void shouldSayWhatIsLeftAndTakeNothingOnceClosed() throws Exception {
        SpoolRig rig = new SpoolRig(directory, Answer.AGAIN);
        rig.store("one");
        rig.close();

        assertThat(rig.offer("late")).isFalse();
        assertThat(rig.spool.packs()).isEqualTo(1);
        assertThat(new SpoolRigFiles(directory).only(".spool")).isNotEmptyFile();
    }

    @Test
    void shouldKeepAWholeCopyOfWhatKafkaNeverTakesEvenWhenTheFirstWriteOfItFails() throws Exception {
        AtomicInteger appended = new AtomicInteger();
        SpoolFiles files = new FaultyFiles(SpoolFiles.onDisk(directory)) {
            @Override
            protected void beforeAppend(ByteBuffer bytes) throws IOException {
                if (appended.incrementAndGet() == 2) { // the first is the segment's
                    throw new IOException("No space left on device");
                }
            }
        };
        SpoolConfig config = SpoolRig.config(directory, 4 * MIB, 64 * MIB);
        try (SpoolRig rig = new SpoolRig(files, directory, Answer.NEVER, config)) {
            rig.store("poison");

            await().until(() -> rig.files(".refused").size() == 1);
            assertThat(Files.readString(rig.files(".refused").get(0), StandardCharsets.ISO_8859_1))
                    .endsWith("poison");
            await().until(() -> rig.spool.isEmpty());
            assertThat(rig.files(".unfinished")).isEmpty();
        }
    }

    @Test
    void shouldKeepAndCountDamageThatComesAboutWhileItRuns() throws Exception {
        try (SpoolRig rig = new SpoolRig(directory, Answer.AGAIN)) {
            rig.store("one", "two", "three");
            await().until(() -> rig.meters.count(CollectorMeter.REPLAYS_AGAIN) > 0);
            Path file = new SpoolRigFiles(directory).only(".spool");
            byte[] bytes = Files.readAllBytes(file);
            bytes[Frame.HEADER_BYTES + 3 + Frame.HEADER_BYTES] ^= 1; // first byte of "two"
            Files.write(file, bytes, StandardOpenOption.WRITE);

            rig.answer = Answer.ACKNOWLEDGED;

            await().until(() -> rig.spool.isEmpty());
            assertThat(rig.resent).containsExactly("one", "three");
            assertThat(rig.files(".damaged")).hasSize(1);
            assertThat(rig.meters.count(CollectorMeter.SPOOL_DAMAGED_BYTES)).isEqualTo(Frame.HEADER_BYTES + 3);
        }
    }

    @Test
    void shouldPassOverASegmentThatCannotBeReadAnyMore() throws Exception {
        try (SpoolRig rig = new SpoolRig(directory, Answer.AGAIN)) {
            for (int i = 0; i < 5; i++) { // more than one segment holds
                byte[] pack = new byte[(int) MIB - 100];
                pack[0] = (byte) ('a' + i);
                assertThat(rig.offer(pack)).isTrue();
                int count = i + 1;
                await().until(() -> rig.told.size() == count);
            }
            Files.delete(rig.files(".spool").get(0)); // by somebody's hand
            rig.answer = Answer.ACKNOWLEDGED;

            await().atMost(60, TimeUnit.SECONDS).until(() -> rig.spool.isEmpty());
            assertThat(rig.resent).isNotEmpty().last().satisfies(pack -> assertThat(pack)
                    .startsWith("e"));
            assertThat(rig.meters.count(CollectorMeter.SPOOL_SEGMENTS_UNREADABLE))
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldStartBesideAFileThatWasSetAsideAndCannotBeRead() throws Exception {
        Files.createDirectory(directory.resolve("0000000001-1700000000000-00000000000000aa.setaside"));
        SpoolFiles files = new FaultyFiles(SpoolFiles.onDisk(directory)) {
            @Override
            public List<String> list() throws IOException {
                List<String> names = new ArrayList<>(super.list());
                names.add(
                        "0000000001-1700000000000-00000000000000aa.setaside"); // a directory: opens, and cannot be read
                names.add("0000000002-1700000000000-00000000000000aa.damaged"); // gone
                return names;
            }
        };
        try (SpoolRig rig =
                new SpoolRig(files, directory, Answer.ACKNOWLEDGED, SpoolRig.config(directory, 4 * MIB, 64 * MIB))) {
            rig.store("one");

            await().until(() -> rig.resent.contains("one"));
        }
    }
}
