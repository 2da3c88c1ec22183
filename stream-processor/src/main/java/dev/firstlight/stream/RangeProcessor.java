package dev.firstlight.stream;

import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Lets records of the raw log pass up to where a replay ends; what is read beyond it, since the log goes on, ends here. Without ends all
 * pass. Threads: the task's.
 */
final class RangeProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    private final Map<Integer, Long> ends;

    @SuppressWarnings("NullAway.Init") // init() comes before anything else
    private ProcessorContext<byte[], byte[]> context;

    RangeProcessor(Map<Integer, Long> ends) {
        this.ends = ends;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (ends.isEmpty()) {
            context.forward(record);
            return;
        }
        RecordMetadata at = context.recordMetadata().orElseThrow();
        if (at.offset() < ends.getOrDefault(at.partition(), 0L)) {
            context.forward(record);
        }
    }
}
