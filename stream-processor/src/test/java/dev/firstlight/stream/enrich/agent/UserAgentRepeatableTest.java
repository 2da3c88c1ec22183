package dev.firstlight.stream.enrich.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The same headers have the same columns however cold the cache is, and what the last guard gives up is bounded; time is a number here. */
class UserAgentRepeatableTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong now = new AtomicLong();
    private final Meters meters = new Meters("stream_processor", StreamMeter.class);

    /** Takes the same time for each text. */
    private final class SlowParser implements UserAgentEnrichment.Parser {
        private final long nanosEach;

        SlowParser(Duration each) {
            nanosEach = each.toNanos();
        }

        @Override
        public void awaitLoaded() {}

        @Override
        public CompletableFuture<Agent> parse(AgentTexts texts) {
            return new SlowAnswer(
                    nanosEach, new Agent("Phone", null, null, null, texts.userAgent(), null, List.of(), true));
        }

        @Override
        public void close() {}
    }

    /** There when its time has passed, which passes while it is waited for. */
    private final class SlowAnswer extends CompletableFuture<Agent> {
        private final long nanos;
        private final Agent agent;

        SlowAnswer(long nanos, Agent agent) {
            this.nanos = nanos;
            this.agent = agent;
        }

        @Override
        public @Nullable Agent get(long timeout, TimeUnit unit) throws TimeoutException {
            now.addAndGet(Math.min(nanos, unit.toNanos(timeout)));
            if (unit.toNanos(timeout) < nanos) {
                throw new TimeoutException();
            }
            complete(agent);
            return agent;
        }
    }

    @Test
    void shouldGiveUpNothingOfAColdStartOnASlowMachine() {
        UserAgentEnrichment cold = enrichment(Duration.ofMillis(6));

        for (int i = 0; i < 10_000; i++) { // each new
            assertThat(agentName(cold, "browser-" + i)).isEqualTo("browser-" + i);
            turnEach(SECOND, cold);
        }
        assertThat(meters.count(StreamMeter.USER_AGENTS_GIVEN_UP)).isZero();
    }

    @Test
    void shouldWaitNoLongerInATurnThanATransactionLasts() {
        UserAgentEnrichment hanging = enrichment(Duration.ofHours(1));

        for (int i = 0; i < 100; i++) {
            assertThat(agentName(hanging, "hostile-" + i)).isNull();
        }

        assertThat(now.get()).isEqualTo(5 * SECOND);
        assertThat(meters.count(StreamMeter.USER_AGENTS_GIVEN_UP)).isEqualTo(100);
    }

    @Test
    void shouldWaitHalfOfTheTimeInTheLongRunWhateverComes() {
        UserAgentEnrichment flooded = enrichment(Duration.ofMillis(50));
        long waited = 0;

        for (int i = 0; i < 200_000; i++) {
            long before = now.get();
            agentName(flooded, "hostile-" + i);
            waited += now.get() - before;
            now.addAndGet(TimeUnit.MICROSECONDS.toNanos(100)); // the rest of the event
            turnEach(SECOND, flooded);
        }

        assertThat(waited).isLessThan(60 * SECOND + now.get() / 2 + SECOND);
        assertThat(meters.count(StreamMeter.USER_AGENTS_GIVEN_UP)).isPositive();
    }

    private UserAgentEnrichment enrichment(Duration each) {
        return new UserAgentEnrichment(
                20_000,
                true,
                new SlowParser(each),
                UserAgentEnrichment.budget(now::get),
                meters,
                new ErrorLog(UserAgentRepeatableTest.class));
    }

    private long turnBegan;

    private void turnEach(long nanos, UserAgentEnrichment enrichment) {
        if (now.get() - turnBegan >= nanos) {
            turnBegan = now.get();
            enrichment.beginTurn();
        }
    }

    private static @Nullable String agentName(UserAgentEnrichment enrichment, String userAgent) {
        Event event = new Event();
        enrichment.enrich(new Enrichment.Subject(Agents.headers(userAgent), null, 0), event, new Warnings());
        return event.getAgentName();
    }
}
