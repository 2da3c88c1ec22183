package dev.firstlight.standalone.up;

import dev.firstlight.schema.Topic;

/** Who has to have read a topic before what is missing behind it is missing. */
public enum Stage {
    PROCESSOR("the stream-processor", Topic.RAW, "firstlight-stream-processor"),

    /** The one to Firehose: what the warehouse has comes from no other, however far those to files, a bucket or an archive may be. */
    SINK("the firehose-sink", Topic.EVENTS, "firehose-sink");

    private final String text;
    private final Topic topic;
    private final String group;

    Stage(String text, Topic topic, String group) {
        this.text = text;
        this.topic = topic;
        this.group = group;
    }

    /** As a sentence says it. */
    public String text() {
        return text;
    }

    /** What it reads. */
    public Topic topic() {
        return topic;
    }

    /** Its consumer group, which no setting changes; without a topic prefix, as the local run is. */
    public String group() {
        return group;
    }
}
