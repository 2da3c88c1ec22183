package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.sink.corpus.EventPieces;
import dev.firstlight.loadtest.bench.sink.process.MeasuredReader;
import java.io.IOException;
import java.time.Duration;

/** A process and the events that it reads. Threads: the benchmark's. */
record Fed<R extends MeasuredReader>(String label, R reader, EventPieces events) implements AutoCloseable {

    /** Writes that many events, outside the measured time, and has them taken. */
    SinkSample take(int count) throws IOException, InterruptedException {
        events.write(count);
        Duration cpu = reader.cpu();
        Duration compiling = reader.compiling();
        reader.take(count, events::show);
        return SinkSample.of(count, reader.cpu().minus(cpu), reader.compiling().minus(compiling));
    }

    @Override
    public void close() throws InterruptedException {
        reader.close();
        events.close();
    }
}
