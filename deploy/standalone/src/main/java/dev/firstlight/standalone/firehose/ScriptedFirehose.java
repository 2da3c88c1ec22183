package dev.firstlight.standalone.firehose;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Declines records as a script says, as the real service does under pressure: the others of the call are taken. Threads: any. */
final class ScriptedFirehose implements Firehose {

    private final Firehose behind;
    private final FaultScript script;
    private final AtomicLong calls = new AtomicLong();

    ScriptedFirehose(Firehose behind, FaultScript script) {
        this.behind = behind;
        this.script = script;
    }

    @Override
    public List<Outcome> put(String stream, List<byte[]> records) throws RefusedCallException {
        long call = calls.getAndIncrement();
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            if (!script.isRecordFailed(call, i)) {
                kept.add(records.get(i));
            }
        }
        Iterator<Outcome> outcomes = kept.isEmpty()
                ? List.<Outcome>of().iterator()
                : behind.put(stream, kept).iterator();
        // The two that the API reference names for a record; only the first says that it is too much.
        FirehoseError why =
                script.pick(call, 2) == 0 ? FirehoseError.SERVICE_UNAVAILABLE : FirehoseError.INTERNAL_FAILURE;
        List<Outcome> all = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            all.add(script.isRecordFailed(call, i) ? Outcome.declined(why) : outcomes.next());
        }
        return all;
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
