package dev.firstlight.stream.enrich.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A parser that is slow, full or breaks costs the event its user agent and the stream nothing. */
class UserAgentWaitTest {

    private static final Agent CURL = new Agent("Robot", null, null, null, "Curl", "8", List.of(), true);

    /** Answers what the test has put up, in order. */
    private static final class ScriptedParser implements UserAgentEnrichment.Parser {
        final Deque<CompletableFuture<Agent>> answers = new ArrayDeque<>();

        @Override
        public void awaitLoaded() {}

        @Override
        public @Nullable CompletableFuture<Agent> parse(AgentTexts texts) {
            return answers.poll();
        }

        @Override
        public void close() {}
    }

    private final List<String> errors = new ArrayList<>();
    private final Meters meters = new Meters("stream_processor", StreamMeter.class);
    private final ScriptedParser parser = new ScriptedParser();
    private final Warnings warnings = new Warnings();
    private final UserAgentEnrichment enrichment = new UserAgentEnrichment(
            10,
            true,
            parser,
            new WaitBudget(Duration.ofNanos(1), Duration.ofNanos(1), 5, () -> 0), // as good as never waits
            meters,
            new ErrorLog(InstantSource.system(), (line, cause) -> errors.add(line)));

    @Test
    void shouldNotWaitPastTheBudgetAndKnowTheAnswerForTheNextEvent() {
        CompletableFuture<Agent> slow = new CompletableFuture<>();
        parser.answers.add(slow);

        assertThat(enriched().getAgentName()).isNull();
        assertThat(warnings.list()).containsExactly("user_agent_slow");

        slow.complete(CURL);
        assertThat(enriched().getAgentName()).isEqualTo("Curl");
        assertThat(meters.count(StreamMeter.USER_AGENTS_UNPARSED)).isOne();
        assertThat(meters.count(StreamMeter.USER_AGENTS_GIVEN_UP)).isOne();
    }

    @Test
    void shouldNotHaveATextParsedTwiceWhileItIsBeingParsed() {
        CompletableFuture<Agent> slow = new CompletableFuture<>();
        parser.answers.add(slow);
        parser.answers.add(CompletableFuture.completedFuture(Agent.UNKNOWN));

        enriched();
        enriched();

        assertThat(parser.answers).hasSize(1);
    }

    @Test
    void shouldGoOnWhenTheParserRunsOutOfStackAndNotTryThatTextAgain() {
        parser.answers.add(CompletableFuture.failedFuture(new StackOverflowError()));

        assertThat(enriched().getAgentName()).isNull();
        assertThat(enriched().getAgentName()).isNull();

        assertThat(warnings.list()).containsExactly("user_agent_unparsable");
        assertThat(errors).singleElement().asString().contains("StackOverflowError");
    }

    @Test
    void shouldGoOnWhenTooMuchWaits() {
        assertThat(enriched().getAgentName()).isNull();
        assertThat(warnings.list()).containsExactly("user_agent_slow");
    }

    private Event enriched() {
        Event event = new Event();
        enrichment.enrich(new Enrichment.Subject(Agents.headers("curl/8.5.0"), null, 0), event, warnings);
        return event;
    }
}
