package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.stream.decode.DecodeConfig;
import dev.firstlight.stream.decode.DecodeProcessor;
import dev.firstlight.stream.ledger.LedgerProcessor;
import dev.firstlight.stream.meter.PartitionSum;
import dev.firstlight.stream.meter.StreamMeter;
import dev.firstlight.stream.plan.PlanInForce;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Processor;
import org.junit.jupiter.api.Test;

/** A task that is closed and begins again, as after a commit that timed out, keeps its processors and their schedules. */
class SchedulesTest {

    private static final DecodeConfig CONFIG =
            new DecodeConfig(Duration.ofHours(26), Duration.ofSeconds(10), Duration.ofHours(24), 1_000, true);

    private final Meters meters = new Meters("stream_processor", StreamMeter.class);
    private final SchemaBook book = new SchemaBook();

    @Test
    void shouldPublishTheLedgerOnceASecondHoweverOftenItsTaskBegan() {
        assertThat(schedulesAfterThreeBeginnings(new LedgerProcessor("raw", "counts", book, meters)))
                .isOne();
    }

    @Test
    void shouldTryWaitingPacksAndReviewGapsOnceATurnHoweverOftenItsTaskBegan() {
        PartitionSum sum = new PartitionSum();
        DecodeProcessor decode = new DecodeProcessor(
                new DecodeProcessor.Next("claim", "rejects", "ledger"),
                new DecodeProcessor.Stores("sequences", "waiting"),
                "raw",
                CONFIG,
                PlanInForce.always(null, meters),
                book,
                new DecodeProcessor.Gauges(sum, sum, sum),
                meters,
                new ErrorLog(SchedulesTest.class));

        assertThat(schedulesAfterThreeBeginnings(decode)).isEqualTo(2);
    }

    private static <I, O> long schedulesAfterThreeBeginnings(Processor<byte[], I, byte[], O> processor) {
        MockProcessorContext<byte[], O> context = new MockProcessorContext<>();
        context.setCurrentSystemTimeMs(1_795_315_142_123L);
        for (String store : List.of("counts", "sequences", "waiting")) {
            context.addStateStore(MemoryStore.open(store));
        }
        for (int beginning = 0; beginning < 3; beginning++) {
            if (beginning > 0) {
                processor.close();
            }
            processor.init(context);
        }
        List<CapturedPunctuator> all = context.scheduledPunctuators();
        return all.stream().filter(schedule -> !schedule.cancelled()).count();
    }
}
