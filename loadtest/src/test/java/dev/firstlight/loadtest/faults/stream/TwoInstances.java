package dev.firstlight.loadtest.faults.stream;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Two instances with a standby each for the other. First one of them is killed and not started again: how long until the other has all its work.
 * Then they leave, by SIGTERM and by SIGKILL, and join again every few seconds. Threads: the case's.
 */
final class TwoInstances {

    /** An instance with a standby is replaced within this. */
    private static final long REPLACED_WITHIN_MS = 30_000;

    private static final long REPLACED_SECONDS = 90;
    private static final long SHARED_SECONDS = 60;
    private static final String ONE = "one";
    private static final String TWO = "two";
    private static final int AT_ONCE = 2_000;
    private static final int BETWEEN_MIN_MS = 1_000;
    private static final int BETWEEN_MORE_MS = 3_000;
    private static final long LOOK_MS = 10;
    private static final int SIGTERM_BEFORE_ITS_HANDLER = 143;

    private final Scene scene;
    private final Random random;
    private final List<Processor> both;

    private TwoInstances(Scene scene, long seed) throws IOException {
        this.scene = scene;
        random = new Random(seed);
        both = List.of(scene.instance(ONE, 1), scene.instance(TWO, 1));
    }

    /** @param isTimed whether an instance that is replaced too late is a complaint: a matter of the machine */
    static StreamVerdict run(StreamStage stage, long seed, long seconds, boolean isTimed)
            throws IOException, InterruptedException {
        try (Scene scene = new Scene(stage, "two-instances", seed, AT_ONCE)) {
            TwoInstances one = new TwoInstances(scene, seed);
            try {
                one.replaceOne(isTimed);
                one.joinAndLeave(seconds);
            } catch (IOException | IllegalStateException e) {
                return scene.failed(e);
            }
            return scene.judge();
        }
    }

    private void replaceOne(boolean isTimed) throws IOException, InterruptedException {
        for (Processor each : both) {
            each.start();
        }
        awaitWorkForBoth();

        both.get(0).kill();
        scene.died();
        long tookMs = awaitBeyond(scene.lastOffsets());
        scene.note("a killed instance was replaced by its standby in " + tookMs + " ms");
        if (isTimed && tookMs > REPLACED_WITHIN_MS) {
            scene.complain("replacing an instance took more than " + REPLACED_WITHIN_MS + " ms");
        }
        scene.progress("replaced in " + tookMs + " ms");
    }

    private void awaitWorkForBoth() throws IOException, InterruptedException {
        for (Processor each : both) {
            each.awaitReady();
        }
        long startedNanos = System.nanoTime();
        while (scene.group().partitionsOf(ONE).isEmpty()
                || scene.group().partitionsOf(TWO).isEmpty()) {
            if (System.nanoTime() - startedNanos > TimeUnit.SECONDS.toNanos(SHARED_SECONDS)) {
                throw new IllegalStateException("after " + SHARED_SECONDS + " s one of two instances has no work");
            }
            Pause.of(LOOK_MS);
        }
    }

    /** Until each partition has an event that was in the log later than this; answers the milliseconds. */
    private long awaitBeyond(long[] offsets) throws InterruptedException {
        long startedNanos = System.nanoTime();
        while (!scene.watch().isBeyond(offsets)) {
            long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
            if (tookMs > TimeUnit.SECONDS.toMillis(REPLACED_SECONDS)) {
                throw new IllegalStateException("after " + tookMs + " ms a partition gave no event");
            }
            Pause.of(LOOK_MS);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
    }

    private void joinAndLeave(long seconds) throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int steps = 0;
        while (System.nanoTime() - endNanos < 0) {
            Processor one = both.get(random.nextInt(both.size()));
            if (!one.isAlive()) {
                one.start();
            } else {
                leave(one);
            }
            if (both.stream().noneMatch(Processor::isAlive)) {
                both.get(random.nextInt(both.size())).start();
            }
            Pause.of(BETWEEN_MIN_MS + random.nextInt(BETWEEN_MORE_MS));
            if (++steps % 10 == 0) {
                scene.progress(steps + " times one joined or left");
            }
        }
        for (Processor each : both) {
            if (!each.isAlive()) {
                each.start();
            }
        }
        scene.note("joined or left " + steps + " times");
    }

    private void leave(Processor one) throws IOException, InterruptedException {
        scene.died();
        if (random.nextBoolean()) {
            one.kill();
            return;
        }
        boolean wasReady = one.wasReady();
        int code = one.terminate();
        if (code != 0 && (wasReady || code != SIGTERM_BEFORE_ITS_HANDLER)) {
            scene.complain("SIGTERM ended " + (wasReady ? "a ready one" : "a starting one") + " with " + code);
        }
    }
}
