package dev.firstlight.loadtest.bench;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.collector.spool.Resend;
import dev.firstlight.collector.spool.Spool;
import dev.firstlight.collector.spool.SpoolConfig;
import dev.firstlight.collector.spool.SpoolFiles;
import dev.firstlight.runtime.Meters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.Semaphore;

/** Fills a spool as a long outage would, by the spool's own writer. Threads: the caller's. */
final class SpoolMaker {

    /** About what 2,000 hits a second make a pack: two events. Smaller packs are more frames to read. */
    private static final int PACK_BYTES = 2_048;

    private static final int WAITING_MAX = 8_192;
    private static final int PARTITIONS = 6;
    private static final long MIB = 1_048_576;

    private SpoolMaker() {}

    static void fill(Path directory, long bytes) throws IOException, InterruptedException {
        Meters meters = new Meters("collector", CollectorMeter.class);
        Resend kafkaIsAway = frames -> Collections.nCopies(frames.size(), Resend.Answer.AGAIN);
        byte[] pack = new byte[PACK_BYTES];
        new Random(1).nextBytes(pack);
        Semaphore room = new Semaphore(WAITING_MAX);
        try (Spool spool = new Spool(
                SpoolFiles.onDisk(directory), config(directory), kafkaIsAway, InstantSource.system(), meters)) {
            for (long written = 0; written < bytes; written += PACK_BYTES) {
                room.acquire();
                int partition = (int) (written / PACK_BYTES % PARTITIONS);
                boolean isTaken = spool.offer(partition, pack, isStored -> room.release());
                if (!isTaken) {
                    throw new IOException("the spool in " + directory + " takes no more after " + written + " bytes");
                }
            }
        }
    }

    private static SpoolConfig config(Path directory) {
        return new SpoolConfig(
                directory,
                Duration.ofSeconds(2),
                64 * MIB,
                8_192 * MIB,
                Duration.ofDays(1),
                0,
                256 * MIB,
                64 * MIB,
                Duration.ZERO);
    }
}
