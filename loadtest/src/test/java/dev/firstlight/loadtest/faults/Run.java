package dev.firstlight.loadtest.faults;

import dev.firstlight.schema.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One plan: load, faults, mending, verdict. The stage is left with everything up and the spool empty. Threads: one. */
final class Run {

    /** Meters that no fault of ours may move. */
    private static final List<String> NEVER = List.of(
            "collector_events_lost_after_answer_total",
            "collector_packs_refused_for_good_total",
            "collector_spool_segments_unreadable_total");

    private final Stage stage;
    private final CollectorProcess collector;
    private final long seed;
    private final Plan plan;
    private final Journal journal = new Journal();

    Run(Stage stage, long seed, Plan plan) {
        this.stage = stage;
        this.collector = stage.collector();
        this.seed = seed;
        this.plan = plan;
    }

    Verdict run() throws IOException, InterruptedException, UnreadableException {
        long startedNanos = System.nanoTime();
        Nemesis nemesis = new Nemesis(stage, journal);
        int deaths;
        try (Keeper keeper = new Keeper(collector, journal)) {
            Client client = new Client(seed, journal, collector::living);
            nemesis.carryOut(plan);
            client.finish();
            stage.awaitEmptySpool(journal);
            collector.disarm();
            deaths = keeper.deaths();
        }
        if (deaths > plan.deaths()) {
            journal.complain(deaths + " deaths, and " + plan.deaths() + " were planned");
        }
        checkMeters();
        List<Generation> inOrder = new ArrayList<>(nemesis.endedInOrder());
        Generation last = collector.living();
        if (last != null) {
            inOrder.add(last);
        }
        List<String> complaints = stage.oracle().judge(journal, inOrder).all();
        return new Verdict(
                seed,
                plan,
                journal.all().size(),
                journal.promised().size(),
                journal.sendAgains(),
                journal.unanswered(),
                deaths,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos),
                complaints);
    }

    private void checkMeters() throws IOException, InterruptedException {
        for (String name : NEVER) {
            double count = collector.meter(name);
            if (count != 0) {
                journal.complain(name + " is " + count);
            }
        }
    }
}
