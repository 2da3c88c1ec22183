package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.Rounds;
import dev.firstlight.loadtest.bench.sink.corpus.EventFlow;
import dev.firstlight.loadtest.bench.sink.corpus.Intake;
import dev.firstlight.loadtest.bench.sink.process.SinkProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What Firehose bills over what was sent: two sinks with default settings beside each other, one with many events a second and one with few, counted where the
 * records arrive. Rounds are spans of one run; the first seconds are left out.
 */
final class BillingPart {

    static final int MANY_PER_SECOND = 1_000;
    static final int FEW_PER_SECOND = 100;

    private static final String MANY = "many";
    private static final String FEW = "few";

    /** Until flushes are as old as {@code pack.linger} lets them be. */
    private static final long BEGINNING_MS = 4_000;

    private final SinkRig rig;
    private final SinkExtent extent;
    private final Progress progress;

    BillingPart(SinkRig rig, SinkExtent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
    }

    List<Figure> run() throws IOException, InterruptedException {
        List<Intake> many = new ArrayList<>();
        List<Intake> few = new ArrayList<>();
        try (SinkProcess sinkOfMany = rig.sink(MANY);
                SinkProcess sinkOfFew = rig.sink(FEW);
                EventFlow flowOfMany = rig.flow(MANY, MANY_PER_SECOND);
                EventFlow flowOfFew = rig.flow(FEW, FEW_PER_SECOND)) {
            TimeUnit.MILLISECONDS.sleep(BEGINNING_MS);
            for (int round = 0; round < extent.rounds(); round++) {
                Intake manyBefore = rig.firehose().intake(MANY);
                Intake fewBefore = rig.firehose().intake(FEW);
                TimeUnit.MILLISECONDS.sleep(extent.billing().toMillis());
                many.add(rig.firehose().intake(MANY).minus(manyBefore));
                few.add(rig.firehose().intake(FEW).minus(fewBefore));
                progress.say("round %d: %s, %s", round + 1, many.get(round), few.get(round));
            }
        }
        return List.of(
                SinkFigure.BILLED_OVER_IDEAL_AT_1000_PER_SECOND.median(billed(many), text(many)),
                SinkFigure.BILLED_OVER_IDEAL_AT_100_PER_SECOND.median(billed(few), text(few)),
                SinkFigure.ROW_BYTES_PER_EVENT.median(
                        new Rounds(many.stream().map(Intake::bytesPerRow).toList()), ""));
    }

    private static Rounds billed(List<Intake> intakes) {
        return new Rounds(intakes.stream().map(Intake::billedOverIdeal).toList());
    }

    private static String text(List<Intake> intakes) {
        long records = intakes.stream().mapToLong(Intake::records).sum();
        long bytes = intakes.stream().mapToLong(Intake::bytes).sum();
        return "%,d bytes in %,d records".formatted(bytes, records);
    }
}
