package dev.firstlight.stream;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.StateListener;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;

/** One life of the topology as {@link RunningStream} sees it: started once, stopped once, never started again. */
interface StreamClient {

    /** Returns when its threads are started; what damaged state on disk makes it throw has left it to be stopped. */
    void start(StateListener changes, StreamsUncaughtExceptionHandler failures);

    /** Whether all its threads have ended within this time, so that nobody has its files open; may be asked again. */
    boolean stop(GroupMembershipOperation membership, Duration within);

    /** Kafka Streams itself. */
    static StreamClient of(Topology topology, Properties properties) {
        KafkaStreams streams = new KafkaStreams(topology, properties);
        return new StreamClient() {

            @Override
            public void start(StateListener changes, StreamsUncaughtExceptionHandler failures) {
                streams.setStateListener(changes);
                streams.setUncaughtExceptionHandler(failures);
                streams.start();
            }

            @Override
            public boolean stop(GroupMembershipOperation membership, Duration within) {
                return streams.close(
                        CloseOptions.groupMembershipOperation(membership).withTimeout(within));
            }
        };
    }
}
