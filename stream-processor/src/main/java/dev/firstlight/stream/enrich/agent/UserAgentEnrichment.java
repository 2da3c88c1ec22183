package dev.firstlight.stream.enrich.agent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.RequestHeaders;
import dev.firstlight.stream.event.Unexpected;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Device, system and browser of the headers, by Yauaa.
 *
 * <p>Answers are kept by the headers' bytes: a few thousand are nearly all traffic, and one that is known costs a hash and a comparison
 * ({@code UserAgentCacheBenchmark}), no text and no object. What is not known is parsed on the parser's thread, and the stream waits for it,
 * so that the same headers have the same columns whenever an event is processed, and however warm the cache is. What bounds the wait is what
 * is parsed at all: length and shape of the texts ({@link UserAgentShape}, {@link ClientHintShape}), which do not depend on the machine.
 *
 * <p>A bound in time stands behind these as the last guard: {@link #TURN_WAIT_MAX} at a time, since a transaction of ten seconds is aborted,
 * and {@link #WAIT_SAVED_MAX} and half of all time in the long run. Beyond it the columns are absent, with the warning {@value #SLOW} and a
 * counter ({@link StreamMeter#USER_AGENTS_GIVEN_UP}), and a replay may find what was given up.
 *
 * <p>Nor can a poll full of new headers outlast {@code max.poll.interval.ms}: Kafka Streams polls again once half of it is gone, which it
 * looks at between turns.
 *
 * <p>Threads: any. Bounds: length of the headers ({@link RequestHeaders}), length and shape of the texts, entries of the cache, texts
 * waiting.
 */
public final class UserAgentEnrichment implements Enrichment, AutoCloseable {

    static final String IMPLAUSIBLE = "user_agent_implausible";
    static final String SLOW = "user_agent_slow";
    static final String UNPARSABLE = "user_agent_unparsable";

    private static final Agent IMPLAUSIBLE_AGENT = Agent.unread(IMPLAUSIBLE);
    private static final Agent SLOW_AGENT = Agent.unread(SLOW);
    private static final Agent UNPARSABLE_AGENT = Agent.unread(UNPARSABLE);

    /** Half of the transaction's time, so that what else a turn does and the commit have the other half. */
    private static final Duration TURN_WAIT_MAX = Duration.ofSeconds(5);

    /** A cold start with 10,000 user agents at six milliseconds each, several times what they take. */
    private static final Duration WAIT_SAVED_MAX = Duration.ofSeconds(60);

    private static final long WAIT_SHARE = 2;

    private final Parser parser;
    private final Cache<RequestHeaders, Agent> agents;
    private final boolean isUsingHints;

    /** Being parsed or about to be, no more than the parser lets wait: the next event with the same headers joins in. */
    private final Map<RequestHeaders, CompletableFuture<Agent>> waiting = new ConcurrentHashMap<>();

    private final WaitBudget budget;
    private final Meters meters;
    private final ErrorLog errors;

    /** What parses; on a thread of its own. */
    interface Parser extends AutoCloseable {

        /** Waits until it can parse. */
        void awaitLoaded();

        /** What the texts say, in time; or none when too much waits already. */
        @Nullable
        CompletableFuture<Agent> parse(AgentTexts texts);

        @Override
        void close();
    }

    /**
     * Begins to load the parser and returns.
     *
     * @param isUsingHints whether client hints are looked at beside the User-Agent
     */
    public UserAgentEnrichment(int cacheEntries, boolean isUsingHints, Meters meters, ErrorLog errors) {
        this(cacheEntries, isUsingHints, new UserAgentParser(meters), budget(System::nanoTime), meters, errors);
    }

    static WaitBudget budget(LongSupplier nanoTime) {
        return new WaitBudget(TURN_WAIT_MAX, WAIT_SAVED_MAX, WAIT_SHARE, nanoTime);
    }

    UserAgentEnrichment(
            int cacheEntries, boolean isUsingHints, Parser parser, WaitBudget budget, Meters meters, ErrorLog errors) {
        this.isUsingHints = isUsingHints;
        this.parser = parser;
        this.budget = budget;
        agents = Caffeine.newBuilder().maximumSize(cacheEntries).build();
        this.meters = meters;
        this.errors = errors;
    }

    @Override
    public String name() {
        return "user_agent";
    }

    @Override
    public void awaitReady() {
        parser.awaitLoaded();
    }

    @Override
    public void beginTurn() {
        budget.beginTurn();
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        RequestHeaders headers = subject.headers();
        if (headers == null || headers.userAgent() == null) {
            return;
        }
        RequestHeaders key = isUsingHints ? headers : headers.withoutHints();
        Agent known = agents.getIfPresent(key);
        Agent agent = known == null ? read(key) : known;
        if (!agent.isRead()) {
            meters.add(StreamMeter.USER_AGENTS_UNPARSED);
        }
        agent.tell(event, warnings);
    }

    @Override
    public void close() {
        parser.close();
    }

    private Agent read(RequestHeaders headers) {
        CompletableFuture<Agent> begun = waiting.get(headers);
        if (begun != null) {
            return await(begun);
        }
        AgentTexts texts = AgentTexts.of(headers);
        if (texts == null) {
            return Agent.UNKNOWN;
        }
        RequestHeaders key = headers.copy();
        if (!UserAgentShape.isPlausible(texts.userAgent())) {
            agents.put(key, IMPLAUSIBLE_AGENT);
            return IMPLAUSIBLE_AGENT;
        }
        CompletableFuture<Agent> parsing = budget.grant() == 0 ? null : parser.parse(texts);
        if (parsing == null) {
            return givenUp();
        }
        waiting.put(key, parsing);
        parsing.whenComplete((agent, failure) -> {
            agents.put(key, failure == null ? agent : UNPARSABLE_AGENT);
            waiting.remove(key);
        });
        return await(parsing);
    }

    private Agent await(CompletableFuture<Agent> parsing) {
        long startNanos = budget.now();
        try {
            return parsing.get(budget.grant(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return givenUp();
        } catch (ExecutionException e) {
            errors.report("a user agent could not be parsed", new Unexpected(e.getCause() == null ? e : e.getCause()));
            return UNPARSABLE_AGENT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return givenUp();
        } finally {
            budget.spendSince(startNanos);
        }
    }

    private Agent givenUp() {
        meters.add(StreamMeter.USER_AGENTS_GIVEN_UP);
        return SLOW_AGENT;
    }
}
