package dev.firstlight.sink;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.firehose.model.ResourceInUseException;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;

/** Makes the delivery stream at start where it is missing: for the local run, since in AWS the infrastructure makes it. */
final class StreamMaker {

    private static final int MIB = 1 << 20;
    private static final Duration ACTIVE_WITHIN = Duration.ofSeconds(30);
    private static final long ASK_AGAIN_MS = 100;

    private StreamMaker() {}

    /** Returns when the stream is there and active. */
    static void ensure(FirehoseClient client, FirehoseConfig config, String stream) throws InterruptedException {
        long deadline = System.nanoTime() + ACTIVE_WITHIN.toNanos();
        while (statusOf(client, config, stream) != DeliveryStreamStatus.ACTIVE) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "the delivery stream " + stream + " is not active within " + ACTIVE_WITHIN.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MS); // at start, on the thread that starts
        }
    }

    private static DeliveryStreamStatus statusOf(FirehoseClient client, FirehoseConfig config, String stream) {
        try {
            return client.describeDeliveryStream(ask -> ask.deliveryStreamName(stream))
                    .deliveryStreamDescription()
                    .deliveryStreamStatus();
        } catch (ResourceNotFoundException e) {
            create(client, config, stream);
            return DeliveryStreamStatus.CREATING;
        }
    }

    private static void create(FirehoseClient client, FirehoseConfig config, String stream) {
        CreateDeliveryStreamRequest wanted = CreateDeliveryStreamRequest.builder()
                .deliveryStreamName(stream)
                .deliveryStreamType("DirectPut")
                .extendedS3DestinationConfiguration(s3 -> s3.roleARN("arn:aws:iam::000000000000:role/local")
                        .bucketARN("arn:aws:s3:::local")
                        .compressionFormat("GZIP")
                        .bufferingHints(hints -> hints.sizeInMBs((int) (config.createStreamSizeBytes() / MIB))
                                .intervalInSeconds(
                                        (int) config.createStreamInterval().toSeconds())))
                .build();
        try {
            client.createDeliveryStream(wanted);
        } catch (ResourceInUseException e) {
            // another sink was faster
            return;
        }
    }
}
