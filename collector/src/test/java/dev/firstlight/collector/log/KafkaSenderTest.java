package dev.firstlight.collector.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.INTEGER;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class KafkaSenderTest {

    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(10);
    private static final KafkaConfig KAFKA =
            new KafkaConfig("127.0.0.1:1", "", 6, 3, 2, false, true, Map.of("security.protocol", "PLAINTEXT"));

    @Test
    void shouldCallAPackDurableOnlyWhenKafkaHasAcknowledgedIt() throws InterruptedException {
        try (KafkaLogRig rig = KafkaLogRig.roomy()) {
            byte[] pack = new byte[10];
            assertThat(rig.offer(pack)).isTrue();
            rig.producer.awaitSent(1);
            assertThat(rig.outcomes).isEmpty();

            rig.producer.completeNext();

            assertThat(rig.outcomes).containsExactly(Outcome.DURABLE);
            ProducerRecord<byte[], byte[]> record = rig.producer.history().get(0);
            assertThat(record.topic()).isEqualTo(HandProducer.TOPIC);
            assertThat(record.partition()).isEqualTo(1);
            assertThat(record.value()).isSameAs(pack);
            assertThat(rig.meters.count(CollectorMeter.PACKS_ACKNOWLEDGED)).isEqualTo(1);
        }
    }

    @Test
    void shouldTellWhatKafkaRefuses() throws InterruptedException {
        try (KafkaLogRig rig = KafkaLogRig.roomy()) {
            rig.offer(10);
            rig.producer.awaitSent(1);
            rig.producer.errorNext(new NotEnoughReplicasException("two are away"));

            assertThat(rig.outcomes).containsExactly(Outcome.GIVEN_UP);
            assertThat(rig.meters.count(CollectorMeter.PACKS_UNACKNOWLEDGED)).isEqualTo(1);
        }
    }

    @Test
    void shouldReplaceAProducerThatCanNeverSendAgain() throws InterruptedException {
        try (KafkaLogRig rig = KafkaLogRig.roomy()) {
            rig.offer(10);
            rig.producer.awaitSent(1);
            rig.producer.errorNext(new OutOfOrderSequenceException("lost count"));
            await().until(() -> rig.made.size() == 2);
            rig.offer(20);
            rig.made.get(1).awaitSent(1);
            rig.made.get(1).completeNext();

            assertThat(rig.outcomes).containsExactly(Outcome.GIVEN_UP, Outcome.DURABLE);
            assertThat(rig.producer.closed()).isTrue();
            assertThat(rig.meters.count(CollectorMeter.PRODUCERS_RENEWED)).isEqualTo(1);
        }
    }

    @Test
    void shouldGiveUpAPackThatTheProducerThrowsAtAndSendTheNext() throws InterruptedException {
        try (KafkaLogRig rig = KafkaLogRig.roomy()) {
            rig.producer.thrown = new KafkaException("of any kind");
            rig.offer(10);
            rig.producer.awaitEntered();
            await().until(() -> rig.made.size() == 2);
            rig.offer(10);
            rig.made.get(1).awaitSent(1);
            rig.made.get(1).completeNext();

            assertThat(rig.outcomes).containsExactly(Outcome.GIVEN_UP, Outcome.DURABLE);
        }
    }

    @Test
    void shouldGoOnWhenTheOneWhoAskedThrows() throws InterruptedException {
        try (KafkaLogRig rig = KafkaLogRig.roomy()) {
            rig.log.offer(0, new byte[1], failure -> {
                throw new IllegalStateException("a bug");
            });
            rig.producer.awaitSent(1);
            rig.producer.completeNext();
            rig.offer(10);
            rig.producer.awaitSent(1);
            rig.producer.completeNext();

            assertThat(rig.outcomes).containsExactly(Outcome.DURABLE);
        }
    }

    @Test
    void shouldTurnPacksAwayBeyondItsBoundInNumber() throws InterruptedException {
        try (KafkaLogRig rig = new KafkaLogRig(2, 1_000_000, ACK_TIMEOUT)) {
            CountDownLatch hold = new CountDownLatch(1);
            rig.producer.held = hold;
            rig.offer(10);
            rig.producer.awaitEntered();

            assertThat(rig.offer(10)).isTrue();
            assertThat(rig.offer(10)).isTrue();
            assertThat(rig.offer(10)).isFalse();

            rig.producer.held = null;
            hold.countDown();
            rig.producer.awaitSent(3);
            assertThat(rig.offer(10)).isTrue();
        }
    }

    @Test
    void shouldTurnPacksAwayBeyondItsBoundInBytesUntilTheOthersAreDurable() throws InterruptedException {
        try (KafkaLogRig rig = new KafkaLogRig(100, 1_000, ACK_TIMEOUT)) {
            assertThat(rig.offer(600)).isTrue();
            assertThat(rig.offer(401)).isFalse();
            assertThat(rig.offer(400)).isTrue();
            assertThat(rig.meters.prometheusText()).contains("collector_queue_bytes 1000.0");
            rig.producer.awaitSent(2);
            assertThat(rig.offer(1)).isFalse();

            rig.producer.completeNext();

            assertThat(rig.offer(600)).isTrue();
        }
    }

    @Test
    void shouldTakeOnePackAloneWhateverItsSize() throws InterruptedException {
        try (KafkaLogRig rig = new KafkaLogRig(100, 1_000, ACK_TIMEOUT)) {
            assertThat(rig.offer(5_000)).isTrue();
        }
    }

    @Test
    void shouldGiveUpAPackThatWaitedTooLongForTheSender() throws InterruptedException {
        try (KafkaLogRig rig = KafkaLogRig.roomy()) {
            CountDownLatch hold = new CountDownLatch(1);
            rig.producer.held = hold;
            rig.offer(10);
            rig.producer.awaitEntered();
            rig.offer(20);

            rig.nanos.addAndGet(ACK_TIMEOUT.toNanos() + 1);
            hold.countDown();

            await().until(() -> rig.outcomes.equals(List.of(Outcome.GIVEN_UP)));
            assertThat(rig.producer.history()).hasSize(1);
        }
    }

    @Test
    void shouldBeWarmOnlyWhenTheTopicIsKnown() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        HandProducer shy = new HandProducer() {
            @Override
            public synchronized List<PartitionInfo> partitionsFor(String topic) {
                if (asked.incrementAndGet() == 1) {
                    throw new TopicAuthorizationException("not yet");
                }
                return super.partitionsFor(topic);
            }
        };
        try (KafkaLogRig rig = new KafkaLogRig(shy, 10, 1_000, ACK_TIMEOUT)) {
            rig.log.awaitMetadata();

            assertThat(asked.get()).isEqualTo(2);
        }
    }

    @Test
    void shouldLetTheUserTuneTheProducerButNotWeakenIt() {
        Map<String, String> given = Map.of("linger.ms", "50", "acks", "1", "enable.idempotence", "false");

        Map<String, Object> used = KafkaSender.producerProperties(KAFKA, new LogConfig(1, 1, ACK_TIMEOUT, given));

        assertThat(used)
                .containsEntry("linger.ms", "50")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("security.protocol", "PLAINTEXT");
        assertThat(used).extractingByKey("max.request.size", INTEGER).isGreaterThan(Topic.RAW.recordBytesMax());
    }

    @Test
    void shouldMakeAProducerAtTheSmallestTimeoutThatTheSettingsAllow() {
        Map<String, Object> smallest =
                KafkaSender.producerProperties(KAFKA, new LogConfig(1, 1, Duration.ofMillis(100), Map.of()));

        new KafkaProducer<>(smallest, new ByteArraySerializer(), new ByteArraySerializer()).close(Duration.ZERO);
    }
}
