package dev.firstlight.stream;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Service;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the enrichments that are on by default cost an event, caches warm: all of them, none (making the event and its headers anew, which is
 * in all figures), and one by one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EnrichmentBenchmark {

    /** {@code all}, {@code none}, or an enrichment's name. */
    @Param({"all", "none", "user_agent", "bot", "internal", "country", "ip_hash"})
    public String part = "all";

    private final Corpus corpus = new Corpus();
    private final Service service = Service.named("benchmark");
    private List<Enrichment> enrichments = List.of();
    private int next;

    @Setup
    public void warm() throws IOException {
        Path directory = Files.createTempDirectory("keys");
        Path key = AddressKeys.fileOf(directory, Corpus.KEY_DAY);
        Files.write(key, new byte[AddressKeys.FILE_BYTES]);
        AddressKeys keys = new AddressKeys(directory, InstantSource.fixed(Instant.EPOCH));
        keys.ofDay(Corpus.KEY_DAY);
        Files.delete(key);
        Files.delete(directory);
        Meters meters = new Meters("stream_processor", StreamMeter.class);
        StreamProcessorConfig config = StreamProcessorConfig.load(null, Map.of("HOSTNAME", "benchmark"));
        enrichments = Enrichments.of(config, keys, service, meters, new ErrorLog(getClass())).stream()
                .filter(enrichment -> part.equals("all") || part.equals(enrichment.name()))
                .toList();
        enrichments.forEach(Enrichment::awaitReady);
        for (int rank = 0; rank < corpus.distinctAgents(); rank++) {
            know(rank);
        }
    }

    @Benchmark
    public Event enrich() {
        int number = next++;
        Enrichment.Subject subject = corpus.subject(number);
        Event event = corpus.event(number);
        Warnings warnings = new Warnings();
        for (int i = 0; i < enrichments.size(); i++) {
            enrichments.get(i).enrich(subject, event, warnings);
        }
        return event;
    }

    @TearDown
    public void stop() {
        service.close();
    }

    /** Asks again until the parser has answered. */
    private void know(int rank) {
        Enrichment.Subject subject = new Enrichment.Subject(corpus.distinct(rank), null, 0);
        Warnings warnings;
        do {
            warnings = new Warnings();
            for (Enrichment enrichment : enrichments) {
                enrichment.beginTurn();
                enrichment.enrich(subject, corpus.event(rank), warnings);
            }
        } while (warnings.list().contains("user_agent_slow"));
    }
}
