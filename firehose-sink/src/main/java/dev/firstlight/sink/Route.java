package dev.firstlight.sink;

import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Service;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.SchemaBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.firehose.FirehoseClient;

/**
 * What differs from destination to destination: what becomes of a record, how rows are packed, who takes them, what it costs.
 *
 * @param rowBytesMax a row beyond it can never be delivered
 * @param linger how long a row waits for others, at most
 * @param inFlightMax calls that each delivery may have under way
 * @param where for whoever reads the log
 */
record Route(
        RowMaker.Reading reading,
        int rowBytesMax,
        Packing packing,
        Duration linger,
        List<Delivery> deliveries,
        int inFlightMax,
        Billing billing,
        String where) {

    private static final Logger LOG = LoggerFactory.getLogger(FirehoseSink.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    /** A manifest counts once the objects before it are there, and one that comes later overwrites: one batch after the other. */
    private static final int OBJECTS_IN_FLIGHT = 1;

    /** Of an object: a record of the raw log, 1 MiB, in base 64. */
    private static final int OBJECT_ROW_BYTES_MAX = 2 << 20;

    /** Makes the deliveries, which {@code owner} closes. */
    static Route make(SinkConfig config, SchemaBook book, Meters meters, Service owner) {
        return switch (config.destination()) {
            case FIREHOSE -> firehose(config, events(config, config.firehose().rowForm(), book, meters), meters, owner);
            case S3 -> s3(config, "events/", events(config, RowForm.NAMES, book, meters), meters, owner);
            case S3_ARCHIVE -> s3(config, "raw/", RowMaker.ofRaw(), meters, owner);
            case FILES -> files(config, events(config, RowForm.NAMES, book, meters), meters, owner);
        };
    }

    private static RowMaker.Reading events(SinkConfig config, RowForm form, SchemaBook book, Meters meters) {
        return RowMaker.ofEvents(EventReader.of(config.events(), book), form, meters);
    }

    private static Route firehose(SinkConfig config, RowMaker.Reading reading, Meters meters, Service owner) {
        List<Delivery> deliveries = new ArrayList<>();
        for (String stream : config.firehose().streams()) {
            Delivery made = owner.own("delivery to " + stream, CLOSE_WITHIN, stream(config.firehose(), stream));
            String trouble = made.look();
            if (!trouble.isEmpty()) {
                LOG.error("{}; waiting for it", trouble); // no reason not to start: it may be mended meanwhile
            }
            deliveries.add(made);
        }
        return new Route(
                reading,
                config.pack().recordBytesMax(),
                new FirehosePacking(config.pack()),
                config.pack().linger(),
                deliveries,
                config.firehose().inFlight(),
                Billing.ofFirehose(meters, config.firehose().price()),
                "Firehose " + String.join(", ", config.firehose().streams()) + " (its intake "
                        + config.firehose().price().words() + ")");
    }

    private static Delivery stream(FirehoseConfig config, String stream) {
        FirehoseClient client = AwsClients.firehose(config.aws(), config.inFlight());
        if (config.createStream()) {
            try {
                StreamMaker.ensure(client, config, stream);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the delivery stream was made", e);
            }
        }
        return new FirehoseDelivery(client, stream);
    }

    private static Route s3(SinkConfig config, String folder, RowMaker.Reading reading, Meters meters, Service owner) {
        String bucket = Objects.requireNonNull(config.objects().bucket(), "checked with the settings");
        Delivery delivery = owner.own(
                "delivery to " + bucket,
                CLOSE_WITHIN,
                new S3Delivery(AwsClients.s3(config.objects().s3()), bucket));
        String in = config.objects().folder() + folder;
        return objects(config, in, "s3://" + bucket + "/", reading, delivery, meters);
    }

    private static Route files(SinkConfig config, RowMaker.Reading reading, Meters meters, Service owner) {
        FilesDelivery delivery =
                new FilesDelivery(Objects.requireNonNull(config.objects().directory(), "checked with the settings"));
        owner.own("delivery to files", CLOSE_WITHIN, delivery);
        return objects(config, "events/", "", reading, delivery, meters);
    }

    private static Route objects(
            SinkConfig config,
            String folder,
            String urlPrefix,
            RowMaker.Reading reading,
            Delivery delivery,
            Meters meters) {
        return new Route(
                reading,
                OBJECT_ROW_BYTES_MAX,
                new ObjectPacking(folder, urlPrefix, config.objects().bytesMax()),
                config.objects().linger(),
                List.of(delivery),
                OBJECTS_IN_FLIGHT,
                Billing.free(meters),
                (urlPrefix.isEmpty() ? config.objects().directory() + "/" : urlPrefix) + folder);
    }
}
