package dev.firstlight.standalone.firehose;

import java.util.ArrayList;
import java.util.List;

/** Declines every second record of a call, as the real service does under pressure. */
record EverySecondDeclined(Firehose behind) implements Firehose {

    @Override
    public List<Outcome> put(String stream, List<byte[]> records) throws RefusedCallException {
        List<Outcome> outcomes = new ArrayList<>();
        for (byte[] data : records) {
            outcomes.add(
                    outcomes.size() % 2 == 0
                            ? behind.put(stream, List.of(data)).get(0)
                            : Outcome.declined(FirehoseError.SERVICE_UNAVAILABLE));
        }
        return outcomes;
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
