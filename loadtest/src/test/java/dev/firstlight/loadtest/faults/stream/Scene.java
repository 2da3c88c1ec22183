package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.avro.RawPack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/**
 * One case: topics of its own, a load that flows into them, a watch, what went wrong, and the instances, which are killed at the end whatever
 * happened. Threads: the case's.
 */
final class Scene implements AutoCloseable {

    /** Some 35 packs a second: each partition has something new in every commit, and two cores have time for the lives. */
    private static final int ITEMS_PER_SECOND = 200;

    private final StreamStage stage;
    private final String name;
    private final long seed;
    private final KafkaConfig kafka;
    private final Feed feed;
    private final Watch watch;
    private final StreamOracle oracle;
    private final List<Processor> instances = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final long startedNanos = System.nanoTime();
    private int deaths;

    /** @param atOnce items in the log before the first instance starts */
    Scene(StreamStage stage, String name, long seed, int atOnce) {
        this.stage = stage;
        this.name = name;
        this.seed = seed;
        kafka = stage.kafka(name + "-" + seed + ".");
        TopicStart.await(kafka, List.of(Topic.values()), List.of(RawPack.getClassSchema()));
        feed = new Feed(kafka, seed, ITEMS_PER_SECOND);
        watch = new Watch(kafka);
        oracle = new StreamOracle(kafka);
        feed.start(atOnce);
    }

    /** An instance that is not started yet. */
    Processor instance(String instance, int standbys) throws IOException {
        Processor made = stage.processor(kafka, instance, standbys);
        instances.add(made);
        return made;
    }

    Watch watch() {
        return watch;
    }

    Group group() {
        return oracle.group();
    }

    /** Where the raw log ends now: the offset of the last record of each partition. */
    long[] lastOffsets() {
        return oracle.lastOffsets();
    }

    void died() {
        deaths++;
    }

    void complain(String complaint) {
        complaints.add(complaint);
    }

    void note(String note) {
        notes.add(note);
    }

    /** For a run of minutes. */
    void progress(String what) {
        System.out.printf(
                "  %s %d, %d s: %s; %d records in, %d events out%n",
                name, seed, seconds(), what, feed.records(), watch.events());
    }

    /** While at least one instance lives: the load ends, all of it is processed, and what came out is compared with the truth. */
    StreamVerdict judge() throws InterruptedException {
        Outcome truth = new Outcome();
        try {
            watch.loadEnds();
            note("silent for " + watch.silenceMs() + " ms at most");
            feed.stop();
            complaints.addAll(oracle.awaitProcessed());
            truth = oracle.truth();
            complaints.addAll(oracle.judge(truth));
        } catch (IllegalStateException | KafkaException e) {
            complaints.add("it could not be judged: " + e);
        }
        return verdict(truth);
    }

    /** For a case that could not be carried out. */
    StreamVerdict failed(Exception e) throws InterruptedException {
        complaints.add("the case could not be carried out: " + e);
        return verdict(new Outcome());
    }

    @Override
    public void close() throws InterruptedException {
        instances.forEach(Processor::close);
        feed.close();
        watch.close();
        oracle.close();
    }

    private StreamVerdict verdict(Outcome truth) throws InterruptedException {
        if (!complaints.isEmpty()) {
            instances.forEach(instance -> complaints.add(instance.complaints()));
            complaints.addAll(OpenTransactions.of(kafka));
            complaints.add(stage.keepBrokerLog(name + "-" + seed));
        }
        return new StreamVerdict(
                name,
                seed,
                feed.records(),
                truth.sums(),
                deaths,
                seconds(),
                List.copyOf(notes),
                List.copyOf(complaints));
    }

    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos);
    }
}
