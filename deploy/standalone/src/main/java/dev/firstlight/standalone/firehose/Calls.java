package dev.firstlight.standalone.firehose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the protocol: a body in, the answer's JSON out, in the real service's shapes (API reference, 2015-08-04).
 * Threads: any; keeps nothing of its own.
 */
final class Calls implements Answers {

    static final String TARGET_PREFIX = "Firehose_20150804.";

    private final Firehose firehose;
    private final InstantSource clock;
    private final ObjectMapper json;
    private final CallReader reader;

    Calls(Firehose firehose, BufferingHints hintsByDefault, InstantSource clock, ObjectMapper json) {
        this.firehose = firehose;
        this.clock = clock;
        this.json = json;
        this.reader = new CallReader(json, hintsByDefault);
    }

    @Override
    public Reply answer(@Nullable String target, byte[] body) {
        try {
            return Reply.taken(bytes(called(target, body)));
        } catch (RefusedCallException e) {
            return refused(e);
        }
    }

    /** The error's JSON, as the SDK reads it. */
    Reply refused(RefusedCallException refused) {
        ObjectNode answer =
                json.createObjectNode().put("__type", refused.error().type()).put("message", refused.getMessage());
        return Reply.refused(refused.error(), bytes(answer));
    }

    private byte[] bytes(ObjectNode answer) {
        try {
            return json.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    private ObjectNode called(@Nullable String target, byte[] body) throws RefusedCallException {
        String operation =
                target != null && target.startsWith(TARGET_PREFIX) ? target.substring(TARGET_PREFIX.length()) : "";
        return switch (operation) {
            case "PutRecord" -> putRecord(reader.tree(body));
            case "PutRecordBatch" -> putRecordBatch(reader.tree(body));
            case "CreateDeliveryStream" -> create(reader.tree(body));
            case "DescribeDeliveryStream" -> describe(reader.tree(body));
            case "ListDeliveryStreams" -> list(reader.tree(body));
            default ->
                throw new RefusedCallException(FirehoseError.UNKNOWN_OPERATION, "The operation is not known here.");
        };
    }

    private ObjectNode putRecord(JsonNode call) throws RefusedCallException {
        String stream = reader.stream(call);
        Firehose.Outcome outcome =
                firehose.put(stream, List.of(reader.record(call))).get(0);
        if (outcome.error() != null) {
            throw new RefusedCallException(outcome.error(), "The record was not accepted.");
        }
        return json.createObjectNode().put("RecordId", outcome.recordId()).put("Encrypted", false);
    }

    private ObjectNode putRecordBatch(JsonNode call) throws RefusedCallException {
        String stream = reader.stream(call);
        List<Firehose.Outcome> outcomes = firehose.put(stream, reader.records(call));
        ObjectNode answer = json.createObjectNode().put("Encrypted", false);
        ArrayNode responses = answer.putArray("RequestResponses");
        int failedCount = 0;
        for (Firehose.Outcome outcome : outcomes) {
            if (outcome.error() == null) {
                responses.addObject().put("RecordId", outcome.recordId());
            } else {
                failedCount++;
                responses
                        .addObject()
                        .put("ErrorCode", outcome.error().type())
                        .put("ErrorMessage", "The record was not accepted.");
            }
        }
        return answer.put("FailedPutCount", failedCount);
    }

    private ObjectNode create(JsonNode call) throws RefusedCallException {
        StreamDefinition definition = reader.definition(call, clock.instant());
        firehose.create(definition);
        return json.createObjectNode().put("DeliveryStreamARN", definition.arn());
    }

    private ObjectNode describe(JsonNode call) throws RefusedCallException {
        StreamDefinition definition = firehose.describe(reader.stream(call));
        ObjectNode answer = json.createObjectNode();
        ObjectNode description = answer.putObject("DeliveryStreamDescription")
                .put("DeliveryStreamName", definition.name())
                .put("DeliveryStreamARN", definition.arn())
                .put("DeliveryStreamStatus", "ACTIVE")
                .put("DeliveryStreamType", "DirectPut")
                .put("VersionId", "1")
                .put("CreateTimestamp", definition.createdAt().toEpochMilli() / 1_000.0)
                .put("HasMoreDestinations", false);
        ObjectNode destination =
                description.putArray("Destinations").addObject().put("DestinationId", "destinationId-000000000001");
        s3(destination.putObject("S3DestinationDescription"), definition);
        s3(destination.putObject("ExtendedS3DestinationDescription"), definition)
                .put("S3BackupMode", "Disabled");
        return answer;
    }

    private ObjectNode list(JsonNode call) {
        String after = call.path("ExclusiveStartDeliveryStreamName").asText("");
        int limit = Math.max(1, call.path("Limit").asInt(10));
        List<String> names = firehose.names().stream()
                .filter(name -> name.compareTo(after) > 0)
                .toList();
        ObjectNode answer = json.createObjectNode().put("HasMoreDeliveryStreams", names.size() > limit);
        ArrayNode listed = answer.putArray("DeliveryStreamNames");
        names.stream().limit(limit).forEach(listed::add);
        return answer;
    }

    private static ObjectNode s3(ObjectNode node, StreamDefinition definition) {
        node.put("RoleARN", definition.roleArn())
                .put("BucketARN", definition.bucketArn())
                .put("Prefix", definition.prefix())
                .put("CompressionFormat", "GZIP");
        node.putObject("BufferingHints")
                .put("SizeInMBs", definition.hints().sizeInMbs())
                .put("IntervalInSeconds", definition.hints().intervalInSeconds());
        node.putObject("EncryptionConfiguration").put("NoEncryptionConfig", "NoEncryption");
        return node;
    }
}
