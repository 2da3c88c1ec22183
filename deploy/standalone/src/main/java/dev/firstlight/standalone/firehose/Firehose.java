package dev.firstlight.standalone.firehose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the endpoint asks for behind the protocol; the fault suite decorates it. Called by the endpoint's threads at the same time. */
public interface Firehose {

    /**
     * What became of one record.
     *
     * @param recordId its id when it was accepted: from then on it survives the death of the process
     * @param error why it was not accepted, else; the client is to send it again
     */
    record Outcome(@Nullable String recordId, @Nullable FirehoseError error) {

        public static Outcome accepted(String recordId) {
            return new Outcome(recordId, null);
        }

        public static Outcome declined(FirehoseError error) {
            return new Outcome(null, error);
        }
    }

    /** Takes records, whose number and sizes are within the limits; one outcome for each, in order. */
    List<Outcome> put(String stream, List<byte[]> records) throws RefusedCallException;

    void create(StreamDefinition definition) throws RefusedCallException;

    StreamDefinition describe(String stream) throws RefusedCallException;

    /** The names of all streams, sorted. */
    List<String> names();
}
