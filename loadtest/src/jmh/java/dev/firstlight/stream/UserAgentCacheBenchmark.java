package dev.firstlight.stream;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.enrich.agent.UserAgentEnrichment;
import dev.firstlight.stream.event.RequestHeaders;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a known browser costs, and of how many events of the corpus the browser is not known. */
@Fork(1)
public class UserAgentCacheBenchmark {

    /** As reference.conf has it. */
    private static final int CACHE_ENTRIES = 20_000;

    /** The stream begins a turn each second; the corpus comes faster than any stream. */
    private static final int EVENTS_A_TURN = 1_000;

    /** A cache that has seen every browser of the corpus. */
    @State(Scope.Thread)
    public static class Warm {
        final Corpus corpus = new Corpus();
        final Event event = new Event();
        final Warnings warnings = new Warnings();
        final UserAgentEnrichment agents = make(new Meters("stream_processor", StreamMeter.class));
        int next;

        @Setup
        public void fill() {
            agents.awaitReady();
            for (int rank = 0; rank < corpus.distinctAgents(); rank++) {
                Warnings told;
                do {
                    told = new Warnings();
                    agents.beginTurn();
                    agents.enrich(new Enrichment.Subject(corpus.distinct(rank), null, 0), event, told);
                } while (told.list().contains("user_agent_slow"));
            }
        }

        @TearDown
        public void stop() {
            agents.close();
        }
    }

    /** A cache that has seen none. */
    @State(Scope.Thread)
    public static class Cold {
        final Corpus corpus = new Corpus();
        Meters meters = new Meters("stream_processor", StreamMeter.class);
        UserAgentEnrichment agents = make(meters);

        @Setup(Level.Iteration)
        public void forget() {
            agents.close();
            meters = new Meters("stream_processor", StreamMeter.class);
            agents = make(meters);
            agents.awaitReady();
        }

        @TearDown
        public void stop() {
            agents.close();
        }
    }

    /** Per mille of the events; JMH prints them beside the time. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Misses {
        /** Browsers parsed. */
        public double parsedPerMille;

        /** Events whose browser was not ready in time: the corpus comes as fast as it can be read. */
        public double absentPerMille;
    }

    /** From the bytes of the headers to the columns of the event; most of it waits for memory, as with 8,620 browsers it does. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @Warmup(iterations = 3, time = 1)
    @Measurement(iterations = 5, time = 1)
    public Event hit(Warm warm) {
        warm.agents.enrich(
                new Enrichment.Subject(warm.corpus.headers(warm.next++), null, 0), warm.event, warm.warnings);
        return warm.event;
    }

    /** The part of it that is not the cache's: making the headers of an event, as decoding does. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @Warmup(iterations = 3, time = 1)
    @Measurement(iterations = 5, time = 1)
    public RequestHeaders headersAlone(Warm warm) {
        return warm.corpus.headers(warm.next++);
    }

    /** The corpus once, a million events. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    @Measurement(iterations = 1)
    public void corpusOnce(Cold cold, Misses misses) {
        Event event = new Event();
        for (int i = 0; i < Corpus.EVENTS; i++) {
            if (i % EVENTS_A_TURN == 0) {
                cold.agents.beginTurn();
            }
            cold.agents.enrich(new Enrichment.Subject(cold.corpus.headers(i), null, 0), event, new Warnings());
        }
        misses.parsedPerMille = 1_000.0 * cold.meters.count(StreamMeter.USER_AGENT_PARSES) / Corpus.EVENTS;
        misses.absentPerMille = 1_000.0 * cold.meters.count(StreamMeter.USER_AGENTS_UNPARSED) / Corpus.EVENTS;
    }

    private static UserAgentEnrichment make(Meters meters) {
        return new UserAgentEnrichment(CACHE_ENTRIES, true, meters, new ErrorLog(UserAgentCacheBenchmark.class));
    }
}
