package dev.firstlight.standalone.firehose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the bodies of calls and holds them to the real service's limits (developer guide, "Amazon Data Firehose Quota").
 * Threads: any; keeps nothing.
 */
final class CallReader {

    /** Before base64, a record. */
    static final int RECORD_BYTES_MAX = 1_000 * 1024;

    /** Before base64, all records of a call. */
    static final int CALL_BYTES_MAX = 4 * 1024 * 1024;

    static final int CALL_RECORDS_MAX = 500;

    private final ObjectMapper json;
    private final BufferingHints hintsByDefault;

    /** A stream that is created without hints gets {@code hintsByDefault}. */
    CallReader(ObjectMapper json, BufferingHints hintsByDefault) {
        this.json = json;
        this.hintsByDefault = hintsByDefault;
    }

    JsonNode tree(byte[] body) throws RefusedCallException {
        try {
            JsonNode tree = json.readTree(body);
            if (tree.isObject()) {
                return tree;
            }
        } catch (IOException e) {
            // Answered below: what the parser says may hold bytes of the client.
        }
        throw new RefusedCallException(FirehoseError.SERIALIZATION, "The body is no JSON object.");
    }

    String stream(JsonNode call) throws RefusedCallException {
        String name = text(call, "DeliveryStreamName", "");
        if (!StreamDefinition.isName(name)) {
            throw invalid(
                    name, "deliveryStreamName", "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]{1,64}");
        }
        return name;
    }

    byte[] record(JsonNode call) throws RefusedCallException {
        return data(call.path("Record"), "record.data");
    }

    List<byte[]> records(JsonNode call) throws RefusedCallException {
        JsonNode given = call.path("Records");
        if (!given.isArray() || given.isEmpty()) {
            throw invalid("[]", "records", "Member must have length greater than or equal to 1");
        }
        if (given.size() > CALL_RECORDS_MAX) {
            throw invalid(
                    given.size() + " records",
                    "records",
                    "Member must have length less than or equal to " + CALL_RECORDS_MAX);
        }
        List<byte[]> records = new ArrayList<>(given.size());
        long bytes = 0;
        for (JsonNode record : given) {
            byte[] data = data(record, "records." + (records.size() + 1) + ".member.data");
            bytes += data.length;
            records.add(data);
        }
        if (bytes > CALL_BYTES_MAX) {
            throw new RefusedCallException(
                    FirehoseError.INVALID_ARGUMENT, "Records size exceeds 4 MB limit: " + bytes + " bytes");
        }
        return records;
    }

    /** Of the destinations only S3 is known here, and of its settings only those that decide where and when an object appears. */
    StreamDefinition definition(JsonNode call, Instant now) throws RefusedCallException {
        String name = stream(call);
        JsonNode destination = call.has("ExtendedS3DestinationConfiguration")
                ? call.path("ExtendedS3DestinationConfiguration")
                : call.path("S3DestinationConfiguration");
        if (!destination.isObject()) {
            throw new RefusedCallException(
                    FirehoseError.INVALID_ARGUMENT,
                    "Only ExtendedS3DestinationConfiguration and S3DestinationConfiguration are known here.");
        }
        if (!text(destination, "CompressionFormat", "GZIP").equals("GZIP")) {
            throw new RefusedCallException(FirehoseError.INVALID_ARGUMENT, "CompressionFormat is always GZIP here.");
        }
        JsonNode hints = destination.path("BufferingHints");
        try {
            return new StreamDefinition(
                    name,
                    text(destination, "Prefix", ""),
                    new BufferingHints(
                            hints.path("SizeInMBs").asInt(hintsByDefault.sizeInMbs()),
                            hints.path("IntervalInSeconds").asInt(hintsByDefault.intervalInSeconds())),
                    now,
                    text(destination, "RoleARN", ""),
                    text(destination, "BucketARN", ""));
        } catch (IllegalArgumentException e) {
            throw new RefusedCallException(FirehoseError.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] data(JsonNode record, String member) throws RefusedCallException {
        JsonNode data = record.path("Data");
        if (!data.isTextual()) {
            throw invalid("null", member, "Member must not be null");
        }
        byte[] bytes;
        try {
            bytes = data.binaryValue();
        } catch (IOException e) {
            throw new RefusedCallException(FirehoseError.SERIALIZATION, "Data is no base64.");
        }
        if (bytes.length > RECORD_BYTES_MAX) {
            throw invalid(
                    bytes.length + " bytes",
                    member,
                    "Member must have length less than or equal to " + RECORD_BYTES_MAX);
        }
        return bytes;
    }

    private static String text(JsonNode node, String field, String absent) throws RefusedCallException {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isTextual()) {
            throw new RefusedCallException(FirehoseError.SERIALIZATION, field + " is no text.");
        }
        return value.textValue();
    }

    private static RefusedCallException invalid(String value, String member, String constraint) {
        return new RefusedCallException(
                FirehoseError.VALIDATION,
                "1 validation error detected: Value '" + value + "' at '" + member + "' failed to satisfy constraint: "
                        + constraint);
    }
}
