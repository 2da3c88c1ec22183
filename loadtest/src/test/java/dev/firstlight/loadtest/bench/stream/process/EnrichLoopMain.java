package dev.firstlight.loadtest.bench.stream.process;

import dev.firstlight.loadtest.bench.process.Lines;
import dev.firstlight.loadtest.bench.stream.corpus.Hits;
import dev.firstlight.loadtest.bench.stream.corpus.Packs;
import dev.firstlight.loadtest.bench.stream.corpus.UserAgents;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.stream.LooseStages;
import dev.firstlight.stream.decode.DecodeProcessor;
import dev.firstlight.stream.enrich.EnrichProcessor;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Candidate;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The last stage by itself, without Kafka Streams: packs of the corpus are decoded by the real first stage, then enriched by the real third, in
 * turns with all enrichments, with the user agent's alone and with none. {@code KEYS} in; {@code ready} out; then {@code misses N} and
 * {@code round N} are answered. Only the third stage is on the clock, by this thread's processor time.
 */
public final class EnrichLoopMain {

    private static final long SEED = 5;

    /** Decoded events at a time: few enough to be in the processor's cache still, as they are when a stage is called by the one before. */
    private static final int BATCH = 250;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<String> userAgents;
    private final LooseStages stages;
    private final DayKey key;
    private final EnrichProcessor withNothing;
    private final EnrichProcessor withUserAgent;
    private final EnrichProcessor withAll;
    private final Hits hits;
    private final Packs packs;
    private final List<Record<byte[], Candidate>> candidates = new ArrayList<>();

    private EnrichLoopMain(Path keysDirectory) throws IOException {
        userAgents = UserAgents.read(UserAgents.DISTINCT_MAX);
        stages = new LooseStages(keysDirectory);
        int today = (int) LocalDate.now(ZoneOffset.UTC).toEpochDay();
        key = Objects.requireNonNull(
                new AddressKeys(keysDirectory, InstantSource.system()).ofDay(today),
                "the benchmark has made a key of the day");
        withNothing = stage(List.of());
        withUserAgent = stage(stages.userAgent());
        withAll = stage(stages.enrichments());
        hits = new Hits(new Random(SEED), userAgents);
        packs = packs();
    }

    public static void main(String[] args) throws IOException {
        EnrichLoopMain loop = new EnrichLoopMain(Path.of(args[0]));
        Lines.serve("ready", command -> {
            String[] words = command.split(" ");
            int events = Integer.parseInt(words[1]);
            return words[0].equals("misses")
                    ? String.valueOf(loop.missShare(events))
                    : loop.round(events).line();
        });
    }

    private double missShare(int events) {
        Hits plain = new Hits(new Random(SEED), userAgents, true);
        long before = stages.userAgentsParsed();
        for (int done = 0; done < events; done += BATCH) {
            for (Record<byte[], Candidate> record : decoded(plain, BATCH)) {
                withUserAgent.process(record);
            }
        }
        return (double) (stages.userAgentsParsed() - before) / events;
    }

    private EnrichCost round(int events) {
        long[] nanos = new long[3];
        for (int done = 0; done < events; done += BATCH) {
            nanos[0] += nanosOf(withNothing);
            nanos[1] += nanosOf(withUserAgent);
            nanos[2] += nanosOf(withAll);
        }
        double perMicro = 1e3 * events;
        return new EnrichCost(nanos[0] / perMicro, nanos[1] / perMicro, nanos[2] / perMicro);
    }

    private long nanosOf(EnrichProcessor stage) {
        List<Record<byte[], Candidate>> records = decoded(hits, BATCH);
        long before = threads.getCurrentThreadCpuTime();
        for (Record<byte[], Candidate> record : records) {
            stage.process(record);
        }
        return threads.getCurrentThreadCpuTime() - before;
    }

    /** Fresh ones, for enriching changes them; of one partition, which is all the same here. Theirs until the next call. */
    private List<Record<byte[], Candidate>> decoded(Hits from, int events) {
        candidates.clear();
        long nowMs = System.currentTimeMillis();
        for (int i = 0; i < events; i++) {
            packs.add(from.next(nowMs));
        }
        packs.flush();
        return candidates;
    }

    /** The first stage, fed with packs. */
    private Packs packs() {
        DecodeProcessor decode = stages.decode();
        decode.init(new LooseContext<>(0, record -> {
            if (record.value() instanceof Candidate candidate) {
                candidates.add(new Record<>(null, candidate, record.timestamp()));
            }
        }));
        return new Packs(1, Packs.ITEMS, key, new Random(SEED), (partition, pack) -> {
            decode.process(new Record<>(null, pack, System.currentTimeMillis()));
        });
    }

    private EnrichProcessor stage(List<Enrichment> enrichments) {
        EnrichProcessor stage = stages.enrich(enrichments);
        stage.init(new LooseContext<>(0, record -> {}));
        return stage;
    }
}
