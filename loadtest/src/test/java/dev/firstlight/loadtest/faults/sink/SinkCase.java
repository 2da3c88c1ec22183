package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.loadtest.faults.stream.Pause;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.avro.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/**
 * One case: topics of its own, a feed, a sink, a Firehose with its warehouse, and a plan of what happens to them; then the question whether all
 * that was written is there once. Threads: the case's.
 */
final class SinkCase implements AutoCloseable {

    /** With the few bytes of each, so little that a sink which is throttled to its least pace (64 KiB/s) delivers all of it in some seconds. */
    private static final int EVENTS_PER_SECOND = 40;

    private static final int AT_ONCE = 100;
    private static final long SETTLED_SECONDS = 60;
    private static final long LOOK_MS = 20;
    private static final int SAID_MAX = 3_000;

    private final SinkPlan plan;
    private final SinkPlant plant;
    private final EventFeed feed;
    private final WarehouseProcess warehouse;
    private final SinkProcess sink;
    private final SinkOracle oracle;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> spent = new ArrayList<>();
    private final long startedNanos = System.nanoTime();
    private long markedNanos = startedNanos;
    private int sinkDeaths;
    private int warehouseDeaths;

    private SinkCase(SinkStage stage, SinkPlan plan, SinkPlant plant) throws IOException {
        this.plan = plan;
        this.plant = plant;
        String name = "s" + plan.seed() + "-" + plant.ordinal();
        KafkaConfig kafka = stage.kafka(name + ".");
        TopicStart.await(kafka, List.of(Topic.values()), List.of(Event.getClassSchema()));
        Path directory = stage.directoryOf(name);
        warehouse = new WarehouseProcess(directory, plant, plan::faults);
        sink = new SinkProcess("sink", directory, kafka, warehouse.firehosePort(), plant);
        feed = new EventFeed(kafka, plan.seed(), EVENTS_PER_SECOND);
        oracle = new SinkOracle(kafka, warehouse);
    }

    static SinkVerdict run(SinkStage stage, SinkPlan plan, SinkPlant plant) throws IOException, InterruptedException {
        try (SinkCase one = new SinkCase(stage, plan, plant)) {
            return one.run();
        }
    }

    @Override
    public void close() {
        sink.close();
        warehouse.close();
        feed.close();
        oracle.close();
    }

    private SinkVerdict run() throws InterruptedException, IOException {
        String sums = "";
        try {
            warehouse.start();
            sink.start();
            feed.start(AT_ONCE);
            spent("to begin");
            for (SinkPlan.Step step : plan.steps()) {
                carryOut(step);
                spent(step.kind().name());
            }
            feed.stop();
            Written written = oracle.written();
            complaints.addAll(oracle.awaitCommitted(written));
            spent("until committed");
            Found found = comeToRest();
            spent("until loaded");
            sums = sums(written, found);
            complaints.addAll(SinkComparison.of(written, found));
            ends("the warehouse", warehouse.terminate());
            spent("to judge and end");
        } catch (IOException | IllegalStateException | CompletionException | KafkaException e) {
            complaints.add("the case could not be carried out: " + e);
        }
        if (!complaints.isEmpty() && plant == SinkPlant.NONE) {
            complaints.add("the sink said: " + end(sink.complaints()));
            complaints.add("the warehouse said: " + end(warehouse.complaints()));
        }
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        String took = tookMs + " ms: " + String.join(", ", spent);
        return new SinkVerdict(plan, plant, sums, sinkDeaths, warehouseDeaths, took, List.copyOf(complaints));
    }

    /** Notes the time since the last note. */
    private void spent(String what) {
        long nowNanos = System.nanoTime();
        spent.add(what + " " + TimeUnit.NANOSECONDS.toMillis(nowNanos - markedNanos));
        markedNanos = nowNanos;
    }

    private void carryOut(SinkPlan.Step step) throws IOException, InterruptedException {
        switch (step.kind()) {
            case SINK_KILLED_EARLY -> {
                killSink();
                Pause.of(step.afterMs());
                killSink();
            }
            case SINK_KILLED_AT_WORK -> {
                sink.awaitReady();
                Pause.of(step.afterMs());
                killSink();
            }
            case WAREHOUSE_KILLED -> {
                warehouse.awaitReady();
                Pause.of(step.afterMs());
                warehouse.kill();
                warehouseDied();
            }
            case WAREHOUSE_KILLED_LOADED -> {
                warehouse.awaitReady();
                oracle.awaitRows();
                warehouse.kill();
                warehouseDied();
            }
            case WAREHOUSE_DIES_LOADING -> {
                warehouse.awaitReady();
                Pause.of(step.afterMs());
                if (!warehouse.dieLoading(step.detail())) {
                    throw new IllegalStateException("nothing was loaded any more");
                }
                warehouseDied();
            }
            case REDRIVEN_TWICE -> {
                warehouse.awaitReady();
                Pause.of(step.afterMs());
                redriveTwiceAtOnce();
            }
        }
    }

    /** After the last event was delivered: the sink ends in order, what COPY gave up is re-driven, and what is there then is there. */
    private Found comeToRest() throws IOException, InterruptedException {
        ends("the sink", sink.terminate());
        warehouse.awaitReady();
        awaitSettled();
        if (plant == SinkPlant.MANIFEST_FORGOTTEN) {
            forgetManifests();
        }
        redriveTwiceAtOnce();
        return oracle.found();
    }

    private void killSink() throws IOException {
        sink.kill();
        sinkDeaths++;
        sink.start();
    }

    private void warehouseDied() throws IOException {
        warehouseDeaths++;
        warehouse.start();
    }

    private void ends(String who, int code) {
        if (code != 0) {
            complaints.add(who + " ended with " + code + " at SIGTERM");
        }
    }

    private void awaitSettled() throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLED_SECONDS);
        while (!warehouse.isSettled()) {
            if (System.nanoTime() - endNanos > 0) {
                throw new IllegalStateException("not all is loaded or given up after " + SETTLED_SECONDS + " s");
            }
            Pause.of(LOOK_MS);
        }
    }

    private void redriveTwiceAtOnce() {
        CompletableFuture<Void> other = CompletableFuture.runAsync(this::redrive);
        redrive();
        other.join();
    }

    private void redrive() {
        try {
            warehouse.redrive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forgetManifests() throws IOException {
        try (Stream<Path> files = Files.walk(warehouse.objects().resolve("errors"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String sums(Written written, Found found) {
        long rows = Found.sum(found.merged());
        long away = Found.sum(found.away());
        return written.eventCount() + " events and " + written.refused().size() + " refused, " + rows + " rows, " + away
                + " merged away, " + (Found.sum(found.loaded()) - rows - away) + " redelivered";
    }

    private static String end(String said) {
        return said.substring(Math.max(0, said.length() - SAID_MAX));
    }
}
