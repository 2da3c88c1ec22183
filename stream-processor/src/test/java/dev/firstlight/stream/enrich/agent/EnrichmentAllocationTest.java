package dev.firstlight.stream.enrich.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Allocated;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.AddressRanges;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.enrich.place.Countries;
import dev.firstlight.stream.enrich.place.CountryEnrichment;
import dev.firstlight.stream.enrich.place.InternalEnrichment;
import dev.firstlight.stream.enrich.place.PlaceFile;
import dev.firstlight.stream.enrich.place.TestAddresses;
import dev.firstlight.stream.event.RequestHeaders;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is known costs an event no object. */
class EnrichmentAllocationTest {

    private static final int CALLS = 20_000;
    private static final byte[] AGENT =
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                            + " Chrome/141.0.0.0 Safari/537.36")
                    .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ADDRESS = TestAddresses.bytes("8.8.8.8");

    private int hashes; // so that they are computed

    /** Knows one answer, at once. */
    private static final class InstantParser implements UserAgentEnrichment.Parser {
        @Override
        public void awaitLoaded() {}

        @Override
        public CompletableFuture<Agent> parse(AgentTexts texts) {
            return CompletableFuture.completedFuture(
                    new Agent("Desktop", null, "Windows NT", null, "Chrome", "141", List.of(), true));
        }

        @Override
        public void close() {}
    }

    @Test
    void shouldAllocateTheHeadersAndNothingElseForWhatIsKnown() throws Exception {
        Meters meters = new Meters("stream_processor", StreamMeter.class);
        BotList list = BotList.read(resource(BotList.BUNDLED), 100);
        PlaceFile<String> countries = Countries.read(resource(Countries.BUNDLED));
        AddressRanges ranges = AddressRanges.of("192.0.2.0/24", "2001:db8::/32");
        WaitBudget budget = new WaitBudget(Duration.ofSeconds(1), Duration.ofSeconds(1), 5, System::nanoTime);
        try (UserAgentEnrichment agents =
                new UserAgentEnrichment(100, true, new InstantParser(), budget, meters, new ErrorLog(getClass()))) {
            List<Enrichment> enrichments = List.of(
                    agents,
                    new BotEnrichment(() -> list, () -> ranges, meters),
                    new InternalEnrichment(ranges),
                    new CountryEnrichment(() -> countries));
            ByteBuffer agent = ByteBuffer.wrap(AGENT);
            Event event = new Event();
            Warnings warnings = new Warnings();
            double headers = Allocated.bytesPerCall(
                    CALLS,
                    () -> hashes +=
                            Objects.requireNonNull(subject(agent).headers()).hashCode());

            double all = Allocated.bytesPerCall(CALLS, () -> {
                Enrichment.Subject subject = subject(agent);
                for (int i = 0; i < enrichments.size(); i++) {
                    enrichments.get(i).enrich(subject, event, warnings);
                }
            });

            assertThat(event.getCountry()).isEqualTo("US");
            assertThat(event.getAgentName()).isEqualTo("Chrome");
            assertThat(all)
                    .isLessThan(headers
                            + 64); // the subject and its headers, where the first call needs none of them in memory
        }
    }

    private static Enrichment.Subject subject(ByteBuffer agent) {
        return new Enrichment.Subject(RequestHeaders.of(agent, null, null, null), ADDRESS, 0);
    }

    private static InputStream resource(String name) throws IOException {
        return Objects.requireNonNull(BotList.class.getClassLoader().getResourceAsStream(name));
    }
}
