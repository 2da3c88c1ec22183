package dev.firstlight.loadtest.bench.sink.corpus;

import dev.firstlight.loadtest.bench.stream.corpus.Hits;
import dev.firstlight.loadtest.bench.stream.corpus.Packs;
import dev.firstlight.loadtest.bench.stream.process.LooseContext;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.stream.LooseStages;
import dev.firstlight.stream.decode.DecodeProcessor;
import dev.firstlight.stream.enrich.EnrichProcessor;
import dev.firstlight.stream.event.Candidate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Events of the shop as they stand in {@code firstlight.events}: the hits of the processor's benchmark, decoded and enriched by the real stages
 * with their default settings, each once. Threads: one.
 */
public final class ShopEvents {

    /** A record of {@code firstlight.events}. */
    @SuppressWarnings("ArrayRecordComponent") // handed to a producer as they are
    public record Made(byte[] key, byte[] value) {}

    private static final long SEED = 6;

    /** As many as a pack of a busy collector holds. */
    private static final int BATCH = Packs.ITEMS;

    private ShopEvents() {}

    /** As many events, in the order of their making. */
    public static List<Made> make(int count, Path keysDirectory, DayKey key, List<String> userAgents) {
        LooseStages stages = new LooseStages(keysDirectory);
        List<Made> made = new ArrayList<>(count);
        EnrichProcessor enrich = stages.enrich(stages.enrichments());
        enrich.init(new LooseContext<>(0, record -> {
            if (record.key() != null) { // what has none is a reject
                made.add(new Made(record.key(), record.value()));
            }
        }));
        DecodeProcessor decode = stages.decode();
        decode.init(new LooseContext<>(0, record -> {
            if (record.value() instanceof Candidate candidate) {
                enrich.process(new Record<>(null, candidate, record.timestamp()));
            }
        }));
        Random random = new Random(SEED);
        Hits hits = new Hits(random, userAgents);
        try (Packs packs = new Packs(
                1,
                BATCH,
                key,
                random,
                (partition, pack) -> decode.process(new Record<>(null, pack, System.currentTimeMillis())))) {
            for (int i = 0; i < count; i++) {
                packs.add(unseen(hits));
            }
            packs.flush();
        }
        if (made.size() != count) {
            throw new IllegalStateException(made.size() + " events of " + count + " hits");
        }
        return made;
    }

    /** The processor lets each event through once, so a hit that is a repeat is left out. */
    private static EventSlices unseen(Hits hits) {
        while (true) {
            long repeats = hits.repeats();
            EventSlices hit = hits.next(System.currentTimeMillis());
            if (hits.repeats() == repeats) {
                return Objects.requireNonNull(hit);
            }
        }
    }
}
