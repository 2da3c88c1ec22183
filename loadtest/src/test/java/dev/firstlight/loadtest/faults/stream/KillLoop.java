package dev.firstlight.loadtest.faults.stream;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** One instance whose lives end one after the other as planned, and a last one that must make it good. Threads: the case's. */
final class KillLoop {

    private static final long OUTPUT_SECONDS = 90;
    private static final int AT_ONCE = 2_000;
    private static final int PROGRESS_EACH = 5;

    private final Scene scene;
    private final Processor processor;
    private final Random random;
    private long eventsBefore;

    private KillLoop(Scene scene, Random random) throws IOException {
        this.scene = scene;
        this.random = random;
        processor = scene.instance("one", 0);
    }

    static StreamVerdict kills(StreamStage stage, long seed, int count) throws IOException, InterruptedException {
        Random random = new Random(seed);
        return run(stage, "kills", seed, random, Ending.kills(random, count));
    }

    static StreamVerdict damages(StreamStage stage, long seed, int count) throws IOException, InterruptedException {
        Random random = new Random(seed);
        return run(stage, "damages", seed, random, Ending.damages(random, count));
    }

    private static StreamVerdict run(StreamStage stage, String name, long seed, Random random, List<Ending> endings)
            throws IOException, InterruptedException {
        try (Scene scene = new Scene(stage, name, seed, AT_ONCE)) {
            KillLoop loop = new KillLoop(scene, random);
            try {
                loop.carryOut(endings);
            } catch (IOException | IllegalStateException e) {
                return scene.failed(e);
            }
            return scene.judge();
        }
    }

    private void carryOut(List<Ending> endings) throws IOException, InterruptedException {
        for (int i = 0; i < endings.size(); i++) {
            Ending ending = endings.get(i);
            live();
            try {
                await(ending);
            } catch (IOException | IllegalStateException e) {
                throw new IllegalStateException("life " + i + " (" + ending + " was planned): " + e.getMessage(), e);
            }
            end(ending);
            if ((i + 1) % PROGRESS_EACH == 0) {
                scene.progress(i + 1 + " lives of " + endings.size() + " ended");
            }
        }
        live();
        scene.watch().awaitMoreThan(eventsBefore, OUTPUT_SECONDS, processor);
    }

    private void live() throws IOException {
        eventsBefore = scene.watch().events();
        processor.start();
    }

    private void await(Ending ending) throws IOException, InterruptedException {
        switch (ending.moment()) {
            case IN_START -> {}
            case IN_RESTORE -> processor.awaitRebalancing();
            case AT_COMMIT -> scene.watch().awaitMoreThan(eventsBefore, OUTPUT_SECONDS, processor);
            case RUNNING -> processor.awaitReady();
        }
        Pause.of(ending.afterMs());
    }

    private void end(Ending ending) throws IOException, InterruptedException {
        if (!processor.isAlive()) {
            throw new IllegalStateException("it ended by itself:\n" + processor.complaints());
        }
        if (ending.isOrderly()) {
            int code = processor.terminate();
            if (code != 0) {
                scene.complain("SIGTERM ended it with " + code);
            }
        } else {
            processor.kill();
        }
        scene.died();
        if (ending.damage() != Damage.NONE) {
            scene.note(ending + ": " + processor.damage(ending.damage(), random));
        }
    }
}
