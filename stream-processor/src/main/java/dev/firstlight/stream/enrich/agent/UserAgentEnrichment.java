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
import org.jspecify.annotations.Nullable;

/**
 * Device, system and browser of the headers, by Yauaa.
 *
 * <p>Answers are kept by the headers' bytes: a few thousand are nearly all traffic, and one that is known costs a hash and a comparison
 * ({@code UserAgentCacheBenchmark}), no text and no object. What is not known is parsed on the parser's thread; the stream waits
 * {@link #WAIT_MAX} for it, and a fifth of its time at most for all of them, for some texts take seconds and anybody may send them. What is
 * not ready in time is absent with a warning, and known for the next event.
 *
 * <p>Threads: any. Bounds: length of the headers ({@link RequestHeaders}), length and shape of the texts ({@link UserAgentShape},
 * {@link ClientHintShape}), entries of the cache, texts waiting.
 */
public final class UserAgentEnrichment implements Enrichment, AutoCloseable {

    static final String IMPLAUSIBLE = "user_agent_implausible";
    static final String SLOW = "user_agent_slow";
    static final String UNPARSABLE = "user_agent_unparsable";

    private static final Agent IMPLAUSIBLE_AGENT = Agent.unread(IMPLAUSIBLE);
    private static final Agent SLOW_AGENT = Agent.unread(SLOW);
    private static final Agent UNPARSABLE_AGENT = Agent.unread(UNPARSABLE);

    /** Hundreds of times what an honest text takes, so that a busy machine does not lose one. */
    private static final Duration WAIT_MAX = Duration.ofMillis(500);

    private static final Duration WAIT_SAVED_MAX = Duration.ofSeconds(2);
    private static final long WAIT_SHARE = 5;

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
        this(
                cacheEntries,
                isUsingHints,
                new UserAgentParser(meters),
                new WaitBudget(WAIT_SAVED_MAX, WAIT_SHARE, System::nanoTime),
                meters,
                errors);
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
        CompletableFuture<Agent> parsing = parser.parse(texts);
        if (parsing == null) {
            return SLOW_AGENT;
        }
        waiting.put(key, parsing);
        parsing.whenComplete((agent, failure) -> {
            agents.put(key, failure == null ? agent : UNPARSABLE_AGENT);
            waiting.remove(key);
        });
        return await(parsing);
    }

    private Agent await(CompletableFuture<Agent> parsing) {
        long startNanos = System.nanoTime();
        try {
            return parsing.get(budget.grant(WAIT_MAX.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return SLOW_AGENT;
        } catch (ExecutionException e) {
            errors.report("a user agent could not be parsed", new Unexpected(e.getCause() == null ? e : e.getCause()));
            return UNPARSABLE_AGENT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return SLOW_AGENT;
        } finally {
            budget.spend(System.nanoTime() - startNanos);
        }
    }
}
