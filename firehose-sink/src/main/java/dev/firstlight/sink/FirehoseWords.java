package dev.firstlight.sink;

import java.net.UnknownHostException;
import java.time.Duration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamDescription;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;

/** What Firehose answers, in words for whoever has to mend it: what it is, and which setting or grant it hangs on. */
final class FirehoseWords {

    private static final Duration LOOK_WITHIN = Duration.ofSeconds(5);

    private final String stream;
    private final String region;

    FirehoseWords(String stream, String region) {
        this.stream = stream;
        this.region = region;
    }

    /** An error that they answered. */
    String of(AwsServiceException e, String code) {
        String words =
                switch (code) {
                    case "ResourceNotFoundException" -> missing();
                    case "ExpiredTokenException" -> "the session token has expired; whoever issues it has to renew it";
                    case "AccessDeniedException", "NotAuthorized" ->
                        "these credentials may not firehose:PutRecordBatch on " + stream + " in " + region;
                    case "UnrecognizedClientException", "InvalidClientTokenId" ->
                        "AWS does not know this access key, or not in " + region;
                    case "SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired" ->
                        "the signature does not hold: the secret key is another, or this machine's clock is off";
                    case "InvalidKMSResourceException" ->
                        "the key that " + stream + " is encrypted with cannot be used";
                    default -> "";
                };
        String theirs = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorMessage());
        return stream + ": status " + e.statusCode() + " " + code + (words.isEmpty() ? "" : ", " + words) + ": "
                + theirs;
    }

    /** No answer at all, or no call. */
    String of(SdkException e) {
        String words = "";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                words = ", no such host: is " + region + " a region?";
            }
        }
        return stream + ": " + e.getClass().getSimpleName() + words + ": " + e.getMessage();
    }

    /** What the stream's own description says against it; empty when it is active, or we may not ask. */
    String look(FirehoseClient client) {
        try {
            DeliveryStreamDescription found = client.describeDeliveryStream(ask -> ask.deliveryStreamName(stream)
                            .overrideConfiguration(override -> override.apiCallTimeout(LOOK_WITHIN)))
                    .deliveryStreamDescription();
            if (found == null || found.deliveryStreamStatus() == DeliveryStreamStatus.ACTIVE) {
                return "";
            }
            return "the delivery stream " + stream + " in " + region + " is " + found.deliveryStreamStatusAsString();
        } catch (ResourceNotFoundException e) {
            return missing();
        } catch (SdkException e) {
            return ""; // a call will tell
        }
    }

    private String missing() {
        return "there is no delivery stream " + stream + " in " + region
                + " for this account: see firehose.stream and firehose.region";
    }
}
