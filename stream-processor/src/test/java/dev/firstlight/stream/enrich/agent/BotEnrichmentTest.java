package dev.firstlight.stream.enrich.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.AddressRanges;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.enrich.place.TestAddresses;
import dev.firstlight.stream.event.BotSource;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BotEnrichmentTest {

    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private static final String CRAWLER = "ExampleCrawler/1.0";
    private static final String HOME = "203.0.113.1";
    private static final String DATA_CENTRE = "198.51.100.1";

    private final Meters meters = new Meters("stream_processor", StreamMeter.class);
    private final BotEnrichment enrichment = new BotEnrichment(() -> list("ExampleCrawler"), this::dataCentres, meters);

    @Test
    void shouldNameWhatSaysThatItIsNoPerson() {
        assertThat(source("Robot", BROWSER, HOME)).isEqualTo("agent_class");
        assertThat(source("Robot Mobile", BROWSER, HOME)).isEqualTo("agent_class");
        assertThat(source("Hacker", BROWSER, HOME)).isEqualTo("agent_class");
        assertThat(source("Desktop", CRAWLER, HOME)).isEqualTo("agent_list");
        assertThat(source(null, CRAWLER, null)).isEqualTo("agent_list");
        assertThat(source("Desktop", BROWSER, DATA_CENTRE)).isEqualTo("data_centre");
        assertThat(source(null, null, DATA_CENTRE)).isEqualTo("data_centre");
    }

    @Test
    void shouldNameTheFirstThatSaysSo() {
        assertThat(source("Robot", CRAWLER, DATA_CENTRE)).isEqualTo("agent_class");
        assertThat(source("Phone", CRAWLER, DATA_CENTRE)).isEqualTo("agent_list");
        assertThat(meters.count(StreamMeter.EVENTS_OF_BOTS, BotSource.AGENT_CLASS))
                .isOne();
        assertThat(meters.count(StreamMeter.EVENTS_OF_BOTS, BotSource.AGENT_LIST))
                .isOne();
    }

    @Test
    void shouldTakeAPersonForOne() {
        assertThat(source("Phone", BROWSER, HOME)).isNull();
        assertThat(source(null, null, null)).isNull();
        assertThat(meters.count(StreamMeter.EVENTS_OF_BOTS)).isZero();
    }

    private @Nullable String source(@Nullable String deviceClass, @Nullable String agent, @Nullable String address) {
        Event event = new Event();
        event.setDeviceClass(deviceClass);
        Enrichment.Subject subject = new Enrichment.Subject(
                agent == null ? null : Agents.headers(agent), address == null ? null : TestAddresses.bytes(address), 0);
        enrichment.enrich(subject, event, new Warnings());
        assertThat(event.getBot()).isEqualTo(event.getBotSource() != null);
        return event.getBotSource();
    }

    private AddressRanges dataCentres() {
        return AddressRanges.of("198.51.100.0/24");
    }

    private static BotList list(String pattern) {
        try {
            String json = "[{\"pattern\": \"" + pattern + "\"}]";
            return BotList.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), 10);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
