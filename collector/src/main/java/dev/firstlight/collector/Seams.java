package dev.firstlight.collector;

import dev.firstlight.collector.log.EventLog;
import dev.firstlight.collector.spool.SpoolFiles;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Producer;

/**
 * Where the fault suite puts itself between the collector's own parts: around its ports. Outside tests each is the identity.
 *
 * @param files around the spool's files
 * @param log around the log that the event loops see
 * @param producer around each Kafka producer of events
 */
public record Seams(
        UnaryOperator<SpoolFiles> files,
        UnaryOperator<EventLog> log,
        UnaryOperator<Producer<byte[], byte[]>> producer) {

    /** Nothing in between. */
    public static Seams none() {
        return new Seams(UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
    }
}
