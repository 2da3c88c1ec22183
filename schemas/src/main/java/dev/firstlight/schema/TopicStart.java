package dev.firstlight.schema;

import dev.firstlight.runtime.ErrorLog;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * What every service does with Kafka before it starts: topics created and verified, its writer schemas published.
 *
 * <p>Waits for a Kafka that is not there yet, with one line a minute; topics that are not as they must be are an error at once. Threads:
 * the one that starts; interruptible.
 */
public final class TopicStart {

    private static final long AGAIN_MS = 1_000;

    private TopicStart() {}

    /** @throws Topics.MismatchException when a topic is not as it must be */
    public static void await(KafkaConfig kafka, List<Topic> topics, List<Schema> schemas) {
        ErrorLog errors = new ErrorLog(TopicStart.class);
        while (true) {
            try (Admin admin = Admin.create(kafka.clientProperties())) {
                new Topics(admin, kafka).createAndVerify(topics);
                new SchemaTopic(kafka).publish(schemas);
                return;
            } catch (ExecutionException | TimeoutException | KafkaException e) {
                errors.report("waiting for Kafka at " + kafka.bootstrapServers(), e);
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for Kafka", e);
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(AGAIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }
}
