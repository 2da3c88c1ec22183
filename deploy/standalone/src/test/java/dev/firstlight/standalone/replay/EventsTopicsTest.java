package dev.firstlight.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.KafkaConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the events of a replay may go. */
class EventsTopicsTest {

    private final EventsTopics topics =
            new EventsTopics(new KafkaConfig("127.0.0.1:1", "eu.", 1, 1, 1, true, true, Map.of()));

    @ParameterizedTest
    @ValueSource(
            strings = {"eu.firstlight.events-replay-1", "mine", "changelog", "eu.firstlight-stream-processor", "a__b"})
    void shouldLetEventsGoWhereNobodyTakesThemForSomethingElse(String name) {
        assertThat(topics.reasonAgainst(name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"eu.firstlight.raw", "eu.firstlight.events", "eu.firstlight.rejects", "eu.firstlight.ledger"})
    void shouldNotLetThemGoIntoThePipelinesOwnTopics(String name) {
        assertThat(topics.reasonAgainst(name)).contains("the pipeline's own").contains("eu.firstlight.events");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eu.firstlight-stream-processor-claimed-events-changelog",
                "eu.firstlight-stream-processor-waiting-packs-changelog",
                "firstlight-replay-1795315142123-claimed-events-changelog",
                "another-application-orders-repartition"
            })
    void shouldNotLetThemGoIntoTheStateOfAnApplication(String name) {
        assertThat(topics.reasonAgainst(name)).contains("would be read as its state");
    }

    @Test
    void shouldNotLetThemGoIntoKafkasOwn() {
        assertThat(topics.reasonAgainst("__consumer_offsets")).contains("Kafka's own");
    }
}
