package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventFormat;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.EventsConfig;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.Event;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** One row of an event, whichever format its record is in. */
final class RowMakerTest {

    private static final KafkaConfig KAFKA = new KafkaConfig("127.0.0.1:1", "", 1, 1, 1, true, true, Map.of());
    private static final EventsConfig CONFLUENT = new EventsConfig(EventFormat.AVRO_CONFLUENT, 7, null);

    private final SchemaBook book = new SchemaBook();
    private final Meters meters = new Meters("sink", SinkMeter.class);
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final RowMaker rows = new RowMaker(
            EventReader.of(CONFLUENT, book),
            new TopicWriter(producer, KAFKA, book),
            1_000_000,
            meters,
            new ErrorLog(InstantSource.system(), (line, cause) -> {}));

    @Test
    void shouldMakeTheSameRowOfAnEventInEachFormatEvenWithinOneTopic() {
        Event event = Events.bare("a")
                .setValue("12.50")
                .setItems("[{\"price\":1.10}]")
                .setPageTitle("größer")
                .build();
        byte[] expected = new RowWriter(meters).write(event);

        for (EventFormat format : EventFormat.values()) {
            byte[] bytes =
                    new EventsConfig(format, 7, null).writer("events", book).write(event);

            assertThat(rows.make(record(bytes))).as(format.name()).satisfies(row -> assertThat(row.line())
                    .isEqualTo(expected));
        }
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void shouldRefuseARecordOfAnIdThatNobodyKnows() {
        byte[] bytes = new EventsConfig(EventFormat.AVRO_CONFLUENT, 8, null)
                .writer("events", book)
                .write(Events.bare("a").build());

        assertThat(rows.make(record(bytes))).isNull();

        assertThat(meters.count(SinkMeter.EVENTS_REFUSED)).isOne();
        assertThat(producer.history()).hasSize(1);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
        return new ConsumerRecord<>("firstlight.events", 0, 0, new byte[0], value);
    }
}
