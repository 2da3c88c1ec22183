package dev.firstlight.standalone.firehose;

import java.util.List;

/** Refuses every put as a service that is overloaded. */
record TakesNothing(Firehose behind) implements Firehose {

    @Override
    public List<Outcome> put(String stream, List<byte[]> records) throws RefusedCallException {
        throw new RefusedCallException(FirehoseError.SERVICE_UNAVAILABLE, "Slow down.");
    }

    @Override
    public void create(StreamDefinition definition) throws RefusedCallException {
        behind.create(definition);
    }

    @Override
    public StreamDefinition describe(String stream) throws RefusedCallException {
        return behind.describe(stream);
    }

    @Override
    public List<String> names() {
        return behind.names();
    }
}
