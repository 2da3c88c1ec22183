package dev.firstlight.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has read what, asked of a real broker. */
final class DrainTest {

    private static final String SINK = "firehose-sink";
    private static final int EVENTS = 5;

    @TempDir
    Path directory;

    @Test
    void shouldWaitForTheSinkWhateverOthersHaveRead() throws Exception {
        try (LocalBroker broker = new LocalBroker(
                directory.resolve("kafka"), Ports.look("broker", 0), Ports.look("broker's controller", 0))) {
            KafkaConfig kafka = new KafkaConfig(broker.bootstrapServers(), "", 1, 1, 1, true, true, Map.of());
            TopicPartition events = new TopicPartition(Topic.EVENTS.topicName(), 0);
            Drain drain = new Drain(broker.bootstrapServers(), Duration.ZERO, SINK);
            try (Admin admin = Admin.create(kafka.clientProperties())) {
                new Topics(admin, kafka).createAndVerify(List.of(Topic.RAW, Topic.EVENTS));
                write(kafka, events);

                assertThat(drain.isThrough(admin)).as("it has read nothing").isFalse();
                commit(admin, "firehose-sink-files", events, EVENTS);
                assertThat(drain.isThrough(admin)).as("another has").isFalse();
                commit(admin, SINK, events, EVENTS - 2);
                assertThat(drain.isThrough(admin)).as("it has begun").isFalse();
                commit(admin, SINK, events, EVENTS - 1);
                assertThat(drain.isThrough(admin))
                        .as("but for what may be a marker")
                        .isTrue();
            }
        }
    }

    private static void write(KafkaConfig kafka, TopicPartition partition) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < EVENTS; i++) {
                producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[] {1}))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static void commit(Admin admin, String group, TopicPartition partition, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
                .all()
                .get(20, TimeUnit.SECONDS);
    }
}
