package dev.firstlight.loadtest.bench.sink.corpus;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import dev.firstlight.standalone.firehose.BufferingHints;
import dev.firstlight.standalone.firehose.Firehose;
import dev.firstlight.standalone.firehose.FirehoseEndpoint;
import dev.firstlight.standalone.firehose.FirehoseError;
import dev.firstlight.standalone.firehose.RefusedCallException;
import dev.firstlight.standalone.firehose.StreamDefinition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * The local Firehose's own HTTP side, limits and answers, behind which records are counted and thrown away; and what it looks like when it is
 * down. Knows every stream that it is asked for. Threads: any; {@link #be} the benchmark's.
 */
public final class FirehoseStandIn implements AutoCloseable {

    /** How it is. */
    public enum State {
        UP,
        /** Calls are taken and never answered. */
        SILENT,
        /** Calls are answered with "slow down". */
        BUSY,
        /** Connections are refused. */
        GONE
    }

    private final Meters meters = new Meters("stand_in", StandaloneMeter.class);
    private final Map<String, Intake> intakes = new ConcurrentHashMap<>();
    private final BufferingHints hints = new BufferingHints(5, 300);
    private final int port;
    private volatile State state = State.UP;
    private volatile CountDownLatch silence = new CountDownLatch(0);
    private FirehoseEndpoint endpoint;

    public FirehoseStandIn() {
        endpoint = listen(0);
        port = endpoint.port();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Intake intake(String stream) {
        return intakes.getOrDefault(stream, Intake.NONE);
    }

    /** From now on it is like this; calls that found it silent are answered then, with an error. */
    public void be(State next) {
        State before = state;
        CountDownLatch silenceBefore = silence;
        silence = new CountDownLatch(next == State.SILENT ? 1 : 0);
        state = next;
        silenceBefore.countDown();
        if (next == State.GONE) {
            endpoint.close();
        } else if (before == State.GONE) {
            endpoint = listen(port);
        }
    }

    @Override
    public void close() {
        silence.countDown();
        endpoint.close();
    }

    private FirehoseEndpoint listen(int at) {
        return new FirehoseEndpoint(at, new Counting(), hints, InstantSource.system(), meters);
    }

    private final class Counting implements Firehose {

        @Override
        public List<Outcome> put(String stream, List<byte[]> records) throws RefusedCallException {
            State now = state;
            if (now == State.SILENT) {
                await(silence);
            }
            if (now != State.UP) {
                throw new RefusedCallException(FirehoseError.SERVICE_UNAVAILABLE, "Slow down.");
            }
            intakes.compute(stream, (name, before) -> {
                Intake intake = before == null ? Intake.NONE : before;
                for (byte[] record : records) {
                    intake = intake.plus(record);
                }
                return intake;
            });
            return records.stream().map(record -> Outcome.accepted("0")).toList();
        }

        @Override
        public void create(StreamDefinition definition) {
            throw new IllegalStateException("no sink of this benchmark makes a stream");
        }

        @Override
        public StreamDefinition describe(String stream) {
            return new StreamDefinition(stream, "", hints, Instant.EPOCH);
        }

        @Override
        public List<String> names() {
            return List.copyOf(intakes.keySet());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
