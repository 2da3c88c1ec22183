package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventFormat;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.EventsConfig;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.Event;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** One row of an event, whichever format its record is in. */
final class RowMakerTest {

    private static final EventsConfig CONFLUENT = new EventsConfig(EventFormat.AVRO_CONFLUENT, 7, null);

    private final SchemaBook book = new SchemaBook();
    private final Meters meters = new Meters("sink", SinkMeter.class);
    private final RowMaker rows = new RowMaker(
            RowMaker.ofEvents(EventReader.of(CONFLUENT, book), RowForm.NAMES, meters),
            1_000_000,
            meters,
            new ErrorLog(InstantSource.system(), (line, cause) -> {}));

    @Test
    void shouldMakeTheSameRowOfAnEventInEachFormatEvenWithinOneTopic() throws RefusedRowException {
        Event event = Events.bare("a")
                .setValue("12.50")
                .setItems("[{\"price\":1.10}]")
                .setPageTitle("größer")
                .build();
        byte[] expected = new RowWriter(RowForm.NAMES, meters).write(event);

        for (EventFormat format : EventFormat.values()) {
            byte[] bytes =
                    new EventsConfig(format, 7, null).writer("events", book).write(event);

            assertThat(rows.make(record(bytes))).as(format.name()).satisfies(row -> assertThat(row.line())
                    .isEqualTo(expected));
        }
    }

    @Test
    void shouldRefuseARecordOfAnIdThatNobodyKnows() {
        byte[] bytes = new EventsConfig(EventFormat.AVRO_CONFLUENT, 8, null)
                .writer("events", book)
                .write(Events.bare("a").build());

        assertThatThrownBy(() -> rows.make(record(bytes)))
                .isInstanceOfSatisfying(
                        RefusedRowException.class,
                        e -> assertThat(e.why().refusal()).isEqualTo(Refusal.SCHEMA_UNKNOWN));

        assertThat(meters.count(SinkMeter.EVENTS_REFUSED, Refusal.SCHEMA_UNKNOWN))
                .isOne();
    }

    @Test
    void shouldKeepARawRecordAsItIsInALineFromWhichItCanBePutBack() throws UnreadableException {
        ConsumerRecord<byte[], byte[]> raw = new ConsumerRecord<>(
                "firstlight.raw",
                3,
                17,
                Events.RECEIVED_MS,
                TimestampType.LOG_APPEND_TIME,
                -1,
                3,
                null,
                new byte[] {0, -1, 7},
                new RecordHeaders(),
                Optional.empty());

        RowMaker.Row row = RowMaker.ofRaw().read(raw);

        assertThat(new String(row.line(), StandardCharsets.UTF_8))
                .isEqualTo("{\"partition\":3,\"offset\":17,\"timestamp\":" + Events.RECEIVED_MS
                        + ",\"value\":\"AP8H\"}\n");
        assertThat(row.receivedMs()).isEqualTo(Events.RECEIVED_MS);
        assertThat(row.pixel()).as("nothing for the ledger").isEmpty();
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
        return new ConsumerRecord<>("firstlight.events", 0, 0, new byte[0], value);
    }
}
