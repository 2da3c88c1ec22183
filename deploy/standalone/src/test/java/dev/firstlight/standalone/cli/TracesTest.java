package dev.firstlight.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.Reject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TracesTest {

    private static final String RAW = "firstlight.raw";
    private static final String EVENTS = "firstlight.events";

    private final Traces traces = new Traces(2);

    @Test
    void shouldNameWhatIsNowhereAndHowFarItCame() throws Exception {
        take("a", 1);
        take("b", 2);

        traces.passedOn("b", 0, 7);

        assertThat(text(false))
                .containsSubsequence("a", "0/1/0", "not passed on", "b", "0/2/0", "passed on by the processor");
        assertThat(text(true).lines()).hasSize(2);
    }

    @Test
    void shouldNotNameWhatTheWarehouseHasNorWhatTheProcessorRefused() throws Exception {
        take("a", 1);
        take("b", 2);

        traces.found(List.of("a"));
        traces.refused(reject("stream-processor", RAW, 2, 0));

        assertThat(text(false)).isEqualTo("Every event of the log is in the warehouse, or refused.\n");
        assertThat(text(true)).isEmpty();
    }

    @Test
    void shouldNotNameWhatTheSinkRefused() throws Exception {
        take("a", 1);
        traces.passedOn("a", 0, 7);

        traces.refused(reject("firehose-sink", EVENTS, 7, -1));

        assertThat(text(false)).isEqualTo("Every event of the log is in the warehouse, or refused.\n");
    }

    @Test
    void shouldNameWhatWasNotRefusedThoughARejectOfAnotherTopicOrSinkIsOfTheSamePlace() {
        take("a", 7);
        traces.passedOn("a", 0, 7);

        traces.refused(reject("firehose-sink", EVENTS, 7, 0));
        traces.refused(reject("firehose-sink-s3-archive", RAW, 7, 0));
        traces.refused(reject("firehose-sink-files", EVENTS, 7, -1));
        traces.refused(reject("stream-processor", EVENTS, 7, 0));

        assertThat(traces.missing()).hasSize(1);
    }

    @Test
    void shouldSayThatItLookedAtTooFewToKnow() throws Exception {
        take("a", 1);
        take("b", 2);
        take("c", 3);

        traces.found(List.of("a", "b"));

        assertThat(traces.isCut()).isTrue();
        assertThat(text(false)).contains("Only 2 events of the minute").doesNotContain("Every event of the log");
        assertThat(text(true)).isEqualTo("{\"explained_events_max\":2}\n");
        assertThat(Verdict.ADDS_UP.explained(traces)).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(Verdict.DIFFERS.explained(traces)).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void shouldNotTakeARepeatForOneTooMany() {
        take("a", 1);
        take("b", 2);
        take("a", 3);

        assertThat(traces.isCut()).isFalse();
        assertThat(traces.ids()).containsExactly("a", "b");
        assertThat(Verdict.ADDS_UP.explained(traces)).isEqualTo(Verdict.ADDS_UP);
    }

    private void take(String id, long offset) {
        traces.add(new Traces.Trace(id, "event-" + id, "shop", new Traces.Place(0, offset, 0)));
    }

    private String text(boolean json) throws Exception {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Missing.print(out, traces, json);
        out.flush();
        return text.toString();
    }

    private static Reject reject(String stage, String topic, long offset, int index) {
        return Reject.newBuilder()
                .setReason("event_too_large")
                .setStage(stage)
                .setBytes(ByteBuffer.allocate(0))
                .setSize(0)
                .setRawTopic(topic)
                .setRawPartition(0)
                .setRawOffset(offset)
                .setRawIndex(index)
                .build();
    }
}
