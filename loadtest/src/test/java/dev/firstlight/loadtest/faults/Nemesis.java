package dev.firstlight.loadtest.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carries out a plan, and mends everything in the end. Threads: the run's, and one for an orderly end of the collector. */
final class Nemesis {

    private static final long RUN_MS = 1_600;

    /** A busy machine gets fewer requests done: the run goes on until it was one. */
    private static final long ANSWERS_BEFORE = 40;

    private static final long ANSWERS_MIN = 400;
    private static final long PATIENCE_MS = 15_000;
    private static final long LOOK_MS = 10;

    /** A begin or an end of a step. */
    private record Act(long atMs, Plan.Step step, boolean isEnd) {}

    private final Stage stage;
    private final Journal journal;
    private final List<Generation> endedInOrder = new ArrayList<>();
    private @Nullable Thread ending;
    private boolean isOutage;

    Nemesis(Stage stage, Journal journal) {
        this.stage = stage;
        this.journal = journal;
    }

    /** Returns when all is mended and the broker is up. */
    void carryOut(Plan plan) throws IOException, InterruptedException {
        List<Act> acts = new ArrayList<>();
        for (Plan.Step step : plan.steps()) {
            acts.add(new Act(step.atMs(), step, false));
            if (step.forMs() > 0) {
                acts.add(new Act(step.atMs() + step.forMs(), step, true));
            }
        }
        acts.sort(Comparator.comparingLong(Act::atMs));
        awaitAnswers(ANSWERS_BEFORE);
        long startedNanos = System.nanoTime();
        for (Act act : acts) {
            pause(act.atMs() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
            if (act.isEnd()) {
                end(act.step());
            } else {
                begin(act.step());
            }
        }
        pause(RUN_MS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
        if (ending != null) {
            ending.join();
        }
        awaitAnswers(ANSWERS_MIN);
    }

    /** Lives that were ended by SIGTERM while Kafka was there, so that their ledger must be whole. */
    List<Generation> endedInOrder() {
        return endedInOrder;
    }

    private void begin(Plan.Step step) throws IOException, InterruptedException {
        switch (step.fault()) {
            case BROKER_KILLED -> {
                isOutage = true;
                stage.broker().kill();
            }
            case BROKER_PAUSED -> {
                isOutage = true;
                stage.broker().pause();
            }
            case NETWORK_SLOW -> weather(Weather.slow(100, 300, 40_000));
            case NETWORK_HELD_TO_BROKER -> weather(Weather.heldToServer());
            case NETWORK_HELD_TO_COLLECTOR -> weather(Weather.heldToClient());
            case NETWORK_RESET -> {
                weather(Weather.refusing());
                stage.network().reset();
            }
            case DISK_FULL -> stage.collector().disk(true);
            case COLLECTOR_KILLED -> stage.collector().kill();
            case COLLECTOR_KILLED_AT_ANSWER ->
                journal.whenAnswered(step.count(), () -> stage.collector().kill());
            case COLLECTOR_HALTED -> stage.collector().arm(step.point(), step.count());
            case COLLECTOR_TERMINATED -> terminate();
        }
    }

    private void end(Plan.Step step) throws IOException, InterruptedException {
        switch (step.fault()) {
            case BROKER_KILLED -> {
                stage.broker().restart();
                stage.broker().awaitReady();
                isOutage = false;
            }
            case BROKER_PAUSED -> {
                stage.broker().resume();
                isOutage = false;
            }
            case NETWORK_SLOW, NETWORK_HELD_TO_BROKER, NETWORK_HELD_TO_COLLECTOR, NETWORK_RESET -> {
                if (step.count() == Plan.CUT) {
                    stage.network().reset(); // what is held never arrives
                }
                stage.network().weather(Weather.FAIR);
                isOutage = false;
            }
            case DISK_FULL -> stage.collector().disk(false);
            case COLLECTOR_KILLED, COLLECTOR_KILLED_AT_ANSWER, COLLECTOR_HALTED, COLLECTOR_TERMINATED -> {}
        }
    }

    private void weather(Weather now) throws IOException {
        isOutage = true;
        stage.network().weather(now);
    }

    /** On a thread of its own: an orderly end takes its time, and the outage goes on meanwhile. */
    private void terminate() {
        Generation life = stage.collector().living();
        Thread thread = new Thread(
                () -> {
                    boolean isWhole = !isOutage;
                    try {
                        int code = stage.collector().terminate();
                        if (code != 0) {
                            journal.complain("SIGTERM ended the collector with " + code);
                        }
                    } catch (IOException | InterruptedException e) {
                        journal.complain("SIGTERM did not end the collector: " + e.getMessage());
                    }
                    if (life != null && isWhole && !isOutage) {
                        endedInOrder.add(life);
                    }
                },
                "terminating");
        thread.start();
        ending = thread;
    }

    private void awaitAnswers(long count) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (journal.answers() < count && endNanos - System.nanoTime() > 0) {
            pause(LOOK_MS);
        }
    }

    private static void pause(long ms) throws InterruptedException {
        boolean unused = new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
    }
}
