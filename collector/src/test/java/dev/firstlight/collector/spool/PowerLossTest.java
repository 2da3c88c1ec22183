package dev.firstlight.collector.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.TestClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** The power goes at every operation of a short life of the spool, in every way that a disk may forget; and what the proof is worth. */
final class PowerLossTest {

    /** Two frames of the packs below fill a segment. */
    private static final long SEGMENT_BYTES = 2 * (Frame.HEADER_BYTES + 4);

    private final MemoryDisk disk = new MemoryDisk();
    private final Set<String> given = ConcurrentHashMap.newKeySet();
    private final Semaphore answered = new Semaphore(0);
    private volatile Resend.Answer kafka = Resend.Answer.AGAIN;
    private volatile boolean isTrimmingEarly;

    @Test
    void shouldLoseNothingThatWasPromised() throws Exception {
        live(disk);

        PowerLoss loss = new PowerLoss(given);
        assertThat(loss.complaints(disk)).isEmpty();
        assertThat(loss.images()).as("different disks to recover from").isGreaterThan(3_000);
    }

    @Test
    void shouldLoseNothingWhenAnFsyncFails() throws Exception {
        live(failing(disk));

        assertThat(new PowerLoss(given).complaints(disk)).isEmpty();
    }

    @Test
    void shouldBeSeenWhenPacksArePromisedBeforeTheyAreSynced() throws Exception {
        live(new FaultyFiles(disk) {
            @Override
            public Appending create(String name) throws IOException {
                return unforced(disk.create(name));
            }
        });

        assertThat(new PowerLoss(given).complaints(disk)).anyMatch(complaint -> complaint.contains("lost [p"));
    }

    @Test
    void shouldBeSeenWhenTheDirectoryIsNotSynced() throws Exception {
        live(new FaultyFiles(disk) {
            @Override
            public void syncDirectory() {}
        });

        assertThat(new PowerLoss(given).complaints(disk)).anyMatch(complaint -> complaint.contains("lost [p"));
    }

    @Test
    void shouldBeSeenWhenASegmentGoesBeforeItIsAcknowledged() throws Exception {
        isTrimmingEarly = true;
        live(disk);

        assertThat(new PowerLoss(given).complaints(disk)).anyMatch(complaint -> complaint.contains("lost [p"));
    }

    /** Packs alone and in groups, over several segments; Kafka comes back in the middle and goes again. */
    private void live(SpoolFiles files) throws Exception {
        Meters meters = new Meters("collector", CollectorMeter.class);
        SpoolConfig config = SpoolRig.config(Path.of("none"), SEGMENT_BYTES, 1L << 20);
        TestClock clock = new TestClock(Instant.parse("2026-11-22T12:00:00Z"));
        try (Spool spool = new Spool(files, config, this::resend, clock, meters)) {
            store(spool, "p-01");
            store(spool, "p-02", "p-03", "p-04");
            kafka = Resend.Answer.ACKNOWLEDGED;
            await().until(() -> meters.count(CollectorMeter.SPOOL_SEGMENTS_REPLAYED) >= 2);
            kafka = Resend.Answer.AGAIN;
            store(spool, "p-05", "p-06");
            store(spool, "p-07");
        }
    }

    private void store(Spool spool, String... packs) throws InterruptedException {
        for (String pack : packs) {
            given.add(pack);
            boolean isTaken = spool.offer(3, pack.getBytes(StandardCharsets.UTF_8), isStored -> {
                if (isStored) {
                    disk.promise(pack);
                }
                answered.release();
            });
            assertThat(isTaken).isTrue();
        }
        answered.acquire(packs.length);
    }

    private List<Resend.Answer> resend(List<Frame> frames) {
        Resend.Answer now = kafka;
        boolean hasAll = now == Resend.Answer.ACKNOWLEDGED && !isTrimmingEarly;
        return frames.stream()
                .map(frame -> {
                    if (hasAll) {
                        disk.release(new String(frame.pack(), StandardCharsets.UTF_8));
                    }
                    return now;
                })
                .toList();
    }

    /** The second fsync of the life fails, with part of its bytes written. */
    private static SpoolFiles failing(MemoryDisk disk) {
        Semaphore good = new Semaphore(1);
        return new FaultyFiles(disk) {
            private boolean hasFailed;

            @Override
            protected void beforeForce() throws IOException {
                if (!good.tryAcquire() && !hasFailed) {
                    hasFailed = true;
                    throw new IOException("Input/output error");
                }
            }
        };
    }

    private static SpoolFiles.Appending unforced(SpoolFiles.Appending file) {
        return new SpoolFiles.Appending() {
            @Override
            public void append(ByteBuffer bytes) throws IOException {
                file.append(bytes);
            }

            @Override
            public void force() {}

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
