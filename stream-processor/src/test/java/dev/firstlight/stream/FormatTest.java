package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.EventFormat;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.EventsConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.Event;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same events in each format of firstlight.events. */
class FormatTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(EventFormat.class)
    void shouldWriteTheSameEventInEachFormat(EventFormat format) throws Exception {
        EventsConfig config = new EventsConfig(format, 7, null);
        try (TestPipeline pipeline = new TestPipeline(directory, config)) {
            pipeline.append(Raws.query(
                    "12345",
                    "eid=a&e=conversion&oid=1&val=12.50&cur=EUR&vid=v1&plan=%22gr%C3%B6%C3%9Fer%22",
                    pipeline.clock.millis()));

            List<TestRecord<byte[], byte[]>> records = pipeline.records(Topic.EVENTS);

            assertThat(records).hasSize(1);
            assertThat(records.get(0).key()).asString(StandardCharsets.UTF_8).isEqualTo("v1");
            Event event =
                    EventReader.of(config, new SchemaBook()).read(records.get(0).value());
            assertThat(event.getValue()).isEqualTo("12.50");
            assertThat(event.getProperties()).containsEntry("plan", "\"größer\"");
        }
    }

    @ParameterizedTest
    @EnumSource(EventFormat.class)
    void shouldFitItsTopicHoweverMuchAFormatEscapes(EventFormat format) {
        EventsConfig config = new EventsConfig(format, 7, null);
        String escaped = URLEncoder.encode("\u0001".repeat(WireField.PAGE_URL.bytesMax()), StandardCharsets.UTF_8);
        StringBuilder query = new StringBuilder("eid=a&url=" + escaped + "&ref=" + escaped);
        for (int i = 0; query.length() + 3 * 1_000 < 60_000; i++) {
            query.append("&p.p").append(i).append('=').append("%01".repeat(900));
        }
        try (TestPipeline pipeline = new TestPipeline(directory, config)) {
            pipeline.append(Raws.query("12345", query.toString(), pipeline.clock.millis()));

            assertThat(pipeline.records(Topic.EVENTS)).singleElement().satisfies(record -> assertThat(record.value())
                    .hasSizeLessThan(Topic.EVENTS.recordBytesMax()));
        }
    }
}
