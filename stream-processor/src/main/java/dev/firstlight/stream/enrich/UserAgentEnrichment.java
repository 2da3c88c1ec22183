package dev.firstlight.stream.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.Unexpected;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Device, system and browser of the User-Agent header, by Yauaa.
 *
 * <p>Answers are kept by header text: a few thousand texts are nearly all traffic. A text that is not known is parsed on the parser's thread;
 * the stream waits {@link #WAIT_MAX} for it, and a fifth of its time at most for all of them, for some texts take seconds and anybody may
 * send them. What is not ready in time is absent with a warning, and known for the next event.
 *
 * <p>Threads: any. Bounds: length and shape of the text ({@link UserAgentShape}), entries of the cache, texts waiting.
 */
public final class UserAgentEnrichment implements Enrichment, AutoCloseable {

    static final String IMPLAUSIBLE = "user_agent_implausible";
    static final String SLOW = "user_agent_slow";
    static final String UNPARSABLE = "user_agent_unparsable";

    /** Hundreds of times what an honest text takes, so that a busy machine does not lose one. */
    private static final Duration WAIT_MAX = Duration.ofMillis(500);

    private static final Duration WAIT_SAVED_MAX = Duration.ofSeconds(2);
    private static final long WAIT_SHARE = 5;

    private final Parser parser;
    private final Cache<String, Agent> agents;
    private final WaitBudget budget;
    private final Meters meters;
    private final ErrorLog errors;

    /** What parses; on a thread of its own. */
    interface Parser extends AutoCloseable {

        /** Waits until it can parse. */
        void awaitLoaded();

        /** What the text says, in time; or none when too much waits already. */
        @Nullable
        CompletableFuture<Agent> parse(String text);

        @Override
        void close();
    }

    /** Begins to load the parser and returns. */
    public UserAgentEnrichment(int cacheEntries, Meters meters, ErrorLog errors) {
        this(
                cacheEntries,
                new UserAgentParser(meters),
                new WaitBudget(WAIT_SAVED_MAX, WAIT_SHARE, System::nanoTime),
                meters,
                errors);
    }

    UserAgentEnrichment(int cacheEntries, Parser parser, WaitBudget budget, Meters meters, ErrorLog errors) {
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
        String text = subject.userAgent();
        if (text == null || text.isBlank()) {
            return;
        }
        Agent agent = UserAgentShape.isPlausible(text) ? known(text, warnings) : absent(IMPLAUSIBLE, warnings);
        event.setDeviceClass(agent.deviceClass());
        event.setOsName(agent.osName());
        event.setOsVersion(agent.osVersion());
        event.setAgentName(agent.name());
        event.setAgentVersion(agent.version());
    }

    @Override
    public void close() {
        parser.close();
    }

    private Agent known(String text, Warnings warnings) {
        Agent known = agents.getIfPresent(text);
        if (known != null) {
            return known;
        }
        CompletableFuture<Agent> parsing = parser.parse(text);
        if (parsing == null) {
            return absent(SLOW, warnings);
        }
        parsing.whenComplete((agent, failure) -> agents.put(text, failure == null ? agent : Agent.UNKNOWN));
        return await(parsing, warnings);
    }

    private Agent await(CompletableFuture<Agent> parsing, Warnings warnings) {
        long startNanos = System.nanoTime();
        try {
            return parsing.get(budget.grant(WAIT_MAX.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return absent(SLOW, warnings);
        } catch (ExecutionException e) {
            errors.report("a user agent could not be parsed", new Unexpected(e.getCause() == null ? e : e.getCause()));
            return absent(UNPARSABLE, warnings);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return absent(SLOW, warnings);
        } finally {
            budget.spend(System.nanoTime() - startNanos);
        }
    }

    private Agent absent(String why, Warnings warnings) {
        meters.add(StreamMeter.USER_AGENTS_UNPARSED);
        warnings.add(why);
        return Agent.UNKNOWN;
    }
}
