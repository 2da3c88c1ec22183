package dev.firstlight.loadtest.faults.stream;

import java.io.IOException;
import java.util.Random;

/**
 * The broker stands still under a running instance, longer and shorter than sessions and transactions last (10 s each), and goes on. Threads: the
 * case's.
 */
final class BrokerPauses {

    private static final long OUTPUT_SECONDS = 90;
    private static final int AT_ONCE = 2_000;
    private static final int BETWEEN_MS = 3_000;

    /** Beyond the session and the transaction. */
    private static final int LONG_MS = 10_500;

    private static final int SHORTEST_MS = 5_000;
    private static final int LONGEST_MS = 19_500;

    private BrokerPauses() {}

    /** The first pause outlasts sessions and transactions by a little. */
    static StreamVerdict run(StreamStage stage, long seed, int pauses) throws IOException, InterruptedException {
        Random random = new Random(seed);
        try (Scene scene = new Scene(stage, "broker-pauses", seed, AT_ONCE)) {
            Processor processor = scene.instance("one", 0);
            try {
                processor.start();
                scene.watch().awaitMoreThan(0, OUTPUT_SECONDS, processor);
                for (int i = 0; i < pauses; i++) {
                    int ms = i == 0 ? LONG_MS : SHORTEST_MS + random.nextInt(LONGEST_MS - SHORTEST_MS);
                    Pause.of(random.nextInt(BETWEEN_MS));
                    pause(stage, scene, processor, ms);
                }
            } catch (IOException | IllegalStateException e) {
                return scene.failed(e);
            }
            return scene.judge();
        }
    }

    private static void pause(StreamStage stage, Scene scene, Processor processor, int ms)
            throws IOException, InterruptedException {
        stage.pauseBroker();
        try {
            Pause.of(ms);
        } finally {
            stage.resumeBroker();
        }
        scene.watch().awaitMoreThan(scene.watch().events(), OUTPUT_SECONDS, processor);
        scene.note("paused for " + ms + " ms");
        scene.progress("paused for " + ms + " ms");
    }
}
