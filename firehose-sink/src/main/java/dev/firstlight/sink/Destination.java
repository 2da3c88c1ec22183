package dev.firstlight.sink;

import dev.firstlight.schema.Topic;

/**
 * Where a sink delivers to: one destination a process, each with a consumer group and ledger counts of its own, so that two of them run side
 * by side and neither waits for the other.
 */
public enum Destination {
    /** Rows to delivery streams of Firehose. */
    FIREHOSE("firehose-sink", Topic.EVENTS),
    /** Rows as objects of a bucket. */
    S3("firehose-sink-s3", Topic.EVENTS),
    /** Rows as files of a directory. */
    FILES("firehose-sink-files", Topic.EVENTS),
    /** The records of the raw log as they are, as objects of a bucket. */
    S3_ARCHIVE("firehose-sink-s3-archive", Topic.RAW);

    private final String stage;
    private final Topic topic;

    Destination(String stage, Topic topic) {
        this.stage = stage;
        this.topic = topic;
    }

    /** Its name as a consumer group and in the ledger. */
    String stage() {
        return stage;
    }

    /** What is read. */
    Topic topic() {
        return topic;
    }
}
