package dev.firstlight.stream;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** Where what nobody wants to have again ends. */
final class NowhereProcessor implements Processor<byte[], Object, Void, Void> {

    @Override
    public void process(Record<byte[], Object> record) {
        // that is all
    }
}
