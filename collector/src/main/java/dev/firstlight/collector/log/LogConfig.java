package dev.firstlight.collector.log;

import dev.firstlight.runtime.Settings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * What may wait for Kafka, and how long.
 *
 * @param producer settings given to the producer of events, over ours
 */
public record LogConfig(int queuePacksMax, long queueBytesMax, Duration ackTimeout, Map<String, String> producer) {

    public static LogConfig from(Settings settings) {
        return new LogConfig(
                settings.integer("log.queue-packs-max", 1, 1_000_000),
                settings.bytes("log.queue-bytes-max", 1_048_576, 8L << 30),
                settings.duration("log.ack-timeout", Duration.ofMillis(100), Duration.ofMinutes(5)),
                settings.open("kafka.producer", ProducerConfig.configNames()));
    }
}
