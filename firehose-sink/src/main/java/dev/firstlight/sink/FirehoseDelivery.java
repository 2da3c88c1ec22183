package dev.firstlight.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.Record;

/**
 * Delivery to Firehose by {@code PutRecordBatch}. An answer of 200 may carry records that were not taken: exactly those are left.
 *
 * <p>Failure: whatever the SDK throws becomes a verdict; the loop decides about repetition, the SDK repeats nothing. An attempt ends
 * within the call timeout of the client. Threads: one at a time; owns the client.
 */
final class FirehoseDelivery implements Delivery {

    /** Firehose's word for "too much at once" (API reference, PutRecordBatch). */
    private static final String THROTTLED = "ServiceUnavailableException";

    private static final int UNAVAILABLE = 503;
    private static final int FORBIDDEN = 403;

    /** Error codes that say who we are is not known or not enough (API reference, common errors; KMS keys of the stream). */
    private static final Set<String> DENIED = Set.of(
            "AccessDeniedException",
            "ExpiredTokenException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidClientTokenId",
            "InvalidKMSResourceException",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "NotAuthorized",
            "OptInRequired",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException");

    private final FirehoseClient client;
    private final String stream;
    private final FirehoseWords words;

    FirehoseDelivery(FirehoseClient client, String stream) {
        this.client = client;
        this.stream = stream;
        this.words = new FirehoseWords(
                stream, String.valueOf(client.serviceClientConfiguration().region()));
    }

    @Override
    public Attempt deliver(List<RowRecord> records) {
        List<Record> data = records.stream()
                .map(record -> Record.builder()
                        .data(SdkBytes.fromByteArrayUnsafe(record.bytes()))
                        .build())
                .toList();
        try {
            return attempt(
                    client.putRecordBatch(
                            call -> call.deliveryStreamName(stream).records(data)),
                    records);
        } catch (AwsServiceException e) {
            return answered(e, records);
        } catch (SdkException e) {
            return unanswered(e, records);
        }
    }

    @Override
    public String look() {
        return words.look(client);
    }

    @Override
    public void close() {
        client.close();
    }

    private Attempt attempt(PutRecordBatchResponse answer, List<RowRecord> records) {
        if (answer.failedPutCount() != null && answer.failedPutCount() == 0) {
            return Attempt.accepted();
        }
        List<PutRecordBatchResponseEntry> entries = answer.requestResponses();
        if (entries.size() != records.size()) {
            return new Attempt(
                    Verdict.UNREACHABLE,
                    records,
                    false,
                    stream + ": an answer for " + entries.size() + " of " + records.size());
        }
        List<RowRecord> left = new ArrayList<>();
        boolean isThrottled = false;
        String code = "";
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).errorCode() != null) {
                left.add(records.get(i));
                code = entries.get(i).errorCode();
                isThrottled |= THROTTLED.equals(code);
            }
        }
        if (left.isEmpty()) {
            return Attempt.accepted();
        }
        if (left.size() < records.size()) {
            return new Attempt(Verdict.PARTLY, left, isThrottled, stream + ": " + code);
        }
        return new Attempt(
                isThrottled ? Verdict.THROTTLED : Verdict.UNREACHABLE, left, isThrottled, stream + ": " + code);
    }

    private Attempt answered(AwsServiceException e, List<RowRecord> records) {
        String code = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
        String detail = words.of(e, code);
        if (e.isThrottlingException() || THROTTLED.equals(code) || e.statusCode() == UNAVAILABLE) {
            return new Attempt(Verdict.THROTTLED, records, true, detail);
        }
        if (DENIED.contains(code) || e.statusCode() == FORBIDDEN) {
            return new Attempt(Verdict.DENIED, records, false, detail);
        }
        if (e.statusCode() >= 500) {
            return new Attempt(Verdict.UNREACHABLE, records, false, detail);
        }
        String seen = look(); // a stream that is being made or deleted answers as if the call were wrong
        return new Attempt(Verdict.REFUSED, records, false, seen.isEmpty() ? detail : detail + " (" + seen + ")");
    }

    private Attempt unanswered(SdkException e, List<RowRecord> records) {
        boolean isOfTheNetwork = e instanceof ApiCallTimeoutException || e instanceof AbortedException;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            isOfTheNetwork |= cause instanceof IOException;
        }
        // What fails before a connection is tried is the finding of credentials; the SDK has no exception of its own
        // for it.
        return new Attempt(isOfTheNetwork ? Verdict.UNREACHABLE : Verdict.DENIED, records, false, words.of(e));
    }
}
