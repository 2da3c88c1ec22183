package dev.firstlight.sink;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Delivery to a bucket of S3, one {@code PutObject} for each record, under its key. A put is whole or not at all, and its own repetition.
 *
 * <p>Failure: whatever the SDK throws becomes a verdict; the loop decides about repetition. A put that meets the closed client ends as one without an
 * answer. Threads: one at a time, {@link #close} any; owns the client.
 */
final class S3Delivery implements Delivery {

    /** Where the bucket is elsewhere (API reference, error responses: PermanentRedirect, AuthorizationHeaderMalformed). */
    private static final int REDIRECT = 301;

    private final S3Client client;
    private final String bucket;
    private final String region;
    private volatile boolean isClosed;

    S3Delivery(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
        this.region = String.valueOf(client.serviceClientConfiguration().region());
    }

    @Override
    public Attempt deliver(List<RowRecord> records) {
        return InOrder.deliver(records, this::put);
    }

    @Override
    public void close() {
        isClosed = true; // first: who meets the closed client knows why
        client.close();
    }

    private @Nullable Attempt put(RowRecord record) {
        try {
            client.putObject(
                    call -> call.bucket(bucket).key(record.key()).contentType(typeOf(record.key())),
                    RequestBody.fromBytes(record.bytes()));
            return null;
        } catch (AwsServiceException e) {
            String code = AwsAnswers.code(e);
            Verdict verdict = AwsAnswers.verdict(e);
            return new Attempt(verdict, List.of(), verdict == Verdict.THROTTLED, words(e, code));
        } catch (SdkException e) {
            Verdict verdict = isClosed ? Verdict.UNREACHABLE : AwsAnswers.verdict(e);
            return new Attempt(verdict, List.of(), false, bucket + ": " + e.getMessage());
        } catch (RuntimeException e) {
            if (isClosed) {
                return new Attempt(Verdict.UNREACHABLE, List.of(), false, bucket + ": closed: " + e.getMessage());
            }
            throw e;
        }
    }

    private String words(AwsServiceException e, String code) {
        String words =
                switch (code) {
                    case "NoSuchBucket" -> ", there is no bucket " + bucket + ": see s3.bucket";
                    case "AccessDenied" -> ", these credentials may not s3:PutObject there";
                    case "ExpiredToken" -> ", the session token has expired; whoever issues it has to renew it";
                    case "AuthorizationHeaderMalformed", "PermanentRedirect" -> elsewhere();
                    default -> e.statusCode() == REDIRECT ? elsewhere() : "";
                };
        return bucket + ": status " + e.statusCode() + " " + code + words;
    }

    private String elsewhere() {
        return ", the bucket is not in " + region + ": see s3.region";
    }

    private static String typeOf(String key) {
        return key.endsWith(".gz") ? "application/gzip" : "application/json";
    }
}
