package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.process.BrokerProcess;
import dev.firstlight.loadtest.bench.stream.corpus.RawLog;
import dev.firstlight.loadtest.bench.stream.process.MeasuredStream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A process and the corpus that it reads. Threads: the benchmark's.
 *
 * @param log none for one that reads what another process wrote
 */
record Driven<S extends MeasuredStream>(
        String label, S stream, @Nullable RawLog log, BrokerProcess broker) implements AutoCloseable {

    /** Writes a piece of its own corpus, outside the measured time, and has it processed. */
    Measured run(int events) throws IOException, InterruptedException {
        if (log == null) {
            throw new IllegalStateException(label + " has no corpus of its own");
        }
        RawLog.Piece piece = log.write(events, System.currentTimeMillis());
        return new Measured(piece, measure(piece, log::commit));
    }

    /** Has it process what another has written already. */
    StreamSample follow(RawLog.Piece piece) throws IOException, InterruptedException {
        return measure(piece, () -> {}); // it is there to be seen
    }

    /** What was processed, and what that cost. */
    record Measured(RawLog.Piece piece, StreamSample sample) {}

    private StreamSample measure(RawLog.Piece piece, Runnable show) throws IOException, InterruptedException {
        Duration cpu = stream.cpu();
        Duration compiling = stream.compiling();
        Duration brokerCpu = broker.cpu();
        Duration wall = stream.process(piece, show);
        return StreamSample.of(
                piece.events(),
                stream.cpu().minus(cpu),
                stream.compiling().minus(compiling),
                broker.cpu().minus(brokerCpu),
                wall);
    }

    @Override
    public void close() throws InterruptedException {
        stream.close();
        if (log != null) {
            log.close();
        }
    }
}
