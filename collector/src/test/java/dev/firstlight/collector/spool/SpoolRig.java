package dev.firstlight.collector.spool;

import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A spool on real files, whose replay the test opens and closes like a tap. */
final class SpoolRig implements AutoCloseable {

    private static final long MIB = 1_048_576;

    final Path directory;
    final Meters meters = new Meters("collector", CollectorMeter.class);
    final TestClock clock = new TestClock(Instant.parse("2026-11-22T12:00:00Z"));
    final List<String> resent = new CopyOnWriteArrayList<>();
    final List<Boolean> told = new CopyOnWriteArrayList<>();
    volatile Resend.Answer answer;
    final Spool spool;

    SpoolRig(Path directory, Resend.Answer answer) throws IOException {
        this(SpoolFiles.onDisk(directory), directory, answer, config(directory, 4 * MIB, 64 * MIB));
    }

    SpoolRig(SpoolFiles files, Path directory, Resend.Answer answer, SpoolConfig config) {
        this.directory = directory;
        this.answer = answer;
        spool = new Spool(files, config, this::resend, clock, meters);
    }

    static SpoolConfig config(Path directory, long segmentBytes, long bytesMax) {
        return new SpoolConfig(
                directory,
                Duration.ofSeconds(2),
                segmentBytes,
                bytesMax,
                Duration.ofHours(24),
                0,
                8 * MIB,
                1L << 40,
                Duration.ofSeconds(10));
    }

    boolean offer(String pack) {
        return offer(pack.getBytes(StandardCharsets.UTF_8));
    }

    boolean offer(byte[] pack) {
        return spool.offer(3, pack, told::add);
    }

    /** Offers and waits for the word of the disk. */
    void store(String... packs) {
        int before = told.size();
        for (String pack : packs) {
            if (!offer(pack)) {
                throw new AssertionError("not taken: " + pack);
            }
        }
        await().until(() -> told.size() == before + packs.length);
    }

    List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private List<Resend.Answer> resend(List<Frame> frames) {
        Resend.Answer now = answer;
        List<Resend.Answer> answers = new ArrayList<>();
        for (Frame frame : frames) {
            if (now == Resend.Answer.ACKNOWLEDGED) {
                resent.add(new String(frame.pack(), StandardCharsets.UTF_8));
            }
            answers.add(now);
        }
        return answers;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        spool.close();
    }
}
