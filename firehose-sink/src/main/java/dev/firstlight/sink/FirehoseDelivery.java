package dev.firstlight.sink;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.Record;

/**
 * Delivery to Firehose by {@code PutRecordBatch}. An answer of 200 may carry records that were not taken: exactly those are left.
 *
 * <p>Failure: whatever the SDK throws becomes a verdict; the loop decides about repetition, the SDK repeats nothing. An attempt ends
 * within the call timeout of the client. One that meets the closed client ends as one without an answer, though the SDK's parts say so by unchecked
 * exceptions of their own: the pool to one that has no connection yet, the timer to one that begins. Threads: any, several at a time; owns the client.
 */
final class FirehoseDelivery implements Delivery {

    private final FirehoseClient client;
    private final String stream;
    private final FirehoseWords words;
    private volatile boolean isClosed;

    FirehoseDelivery(FirehoseClient client, String stream) {
        this.client = client;
        this.stream = stream;
        this.words = new FirehoseWords(
                stream, String.valueOf(client.serviceClientConfiguration().region()));
    }

    @Override
    public Attempt deliver(List<RowRecord> records) {
        try {
            return call(records);
        } catch (RuntimeException e) {
            if (isClosed) {
                return unclear(records, "closed in the middle of a call: " + e.getMessage());
            }
            throw e;
        }
    }

    private Attempt call(List<RowRecord> records) {
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
            return isClosed ? unclear(records, words.of(e)) : unanswered(e, records);
        }
    }

    @Override
    public String look() {
        return words.look(client);
    }

    @Override
    public void close() {
        isClosed = true; // first: who meets the closed client knows why
        client.close();
    }

    /** What an answer says, which is believed only where all of it agrees: sending twice is mended in the warehouse, not sending is not. */
    private Attempt attempt(PutRecordBatchResponse answer, List<RowRecord> records) {
        List<PutRecordBatchResponseEntry> entries = answer.requestResponses();
        if (entries.size() != records.size()) {
            return unclear(records, "an answer for " + entries.size() + " of " + records.size());
        }
        List<RowRecord> left = new ArrayList<>();
        boolean isThrottled = false;
        String code = "";
        for (int i = 0; i < entries.size(); i++) {
            PutRecordBatchResponseEntry entry = entries.get(i);
            if (entry.errorCode() != null || entry.recordId() == null) {
                left.add(records.get(i));
                code = entry.errorCode() == null ? "neither an id nor an error" : entry.errorCode();
                isThrottled |= AwsAnswers.isThrottled(code);
            }
        }
        if (left.isEmpty()) {
            boolean isSumRight = answer.failedPutCount() == null || answer.failedPutCount() == 0;
            return isSumRight
                    ? Attempt.accepted()
                    : unclear(records, answer.failedPutCount() + " records failed, and none is named");
        }
        if (left.size() < records.size()) {
            return new Attempt(Verdict.PARTLY, left, isThrottled, stream + ": " + code);
        }
        return new Attempt(
                isThrottled ? Verdict.THROTTLED : Verdict.UNREACHABLE, left, isThrottled, stream + ": " + code);
    }

    private Attempt unclear(List<RowRecord> records, String detail) {
        return new Attempt(Verdict.UNREACHABLE, records, false, stream + ": " + detail);
    }

    private Attempt answered(AwsServiceException e, List<RowRecord> records) {
        String detail = words.of(e, AwsAnswers.code(e));
        Verdict verdict = AwsAnswers.verdict(e);
        if (verdict == Verdict.REFUSED) {
            String seen = look(); // a stream that is being made or deleted answers as if the call were wrong
            return new Attempt(verdict, records, false, seen.isEmpty() ? detail : detail + " (" + seen + ")");
        }
        return new Attempt(verdict, records, verdict == Verdict.THROTTLED, detail);
    }

    private Attempt unanswered(SdkException e, List<RowRecord> records) {
        return new Attempt(AwsAnswers.verdict(e), records, false, words.of(e));
    }
}
