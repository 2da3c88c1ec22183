package dev.firstlight.collector.edge;

import dev.firstlight.collector.log.EventLog;
import dev.firstlight.collector.log.Outcome;
import dev.firstlight.collector.log.Pack;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.RawEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A log that acknowledges a pack when the test releases it: at once, by hand, or never because it is full. */
final class HandReleasedLog implements EventLog {

    enum Mode {
        BY_HAND,
        AT_ONCE,
        FULL
    }

    volatile Mode mode = Mode.AT_ONCE;
    private final BlockingQueue<Pack> packs = new LinkedBlockingQueue<>();
    private final PackReader reader = new PackReader(new SchemaBook());

    @Override
    public Offer offer(Pack pack) {
        Mode now = mode;
        if (now == Mode.FULL) {
            return Offer.FULL;
        }
        packs.add(pack);
        if (now == Mode.AT_ONCE) {
            pack.onDone().accept(Outcome.DURABLE);
        }
        return Offer.TAKEN;
    }

    /** Waits for the next pack. */
    Pack next() throws InterruptedException {
        return Objects.requireNonNull(packs.poll(10, TimeUnit.SECONDS), "no pack has come");
    }

    List<Pack> next(int count) throws InterruptedException {
        List<Pack> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            result.add(next());
        }
        return result;
    }

    boolean isEmpty() {
        return packs.isEmpty();
    }

    /** The only event of the next pack. */
    RawEvent nextEvent() throws InterruptedException {
        return event(next());
    }

    RawEvent event(Pack pack) {
        List<PackReader.Item> items = read(pack).items();
        if (items.size() != 1) {
            throw new AssertionError(items.size() + " items");
        }
        return Objects.requireNonNull(items.get(0).event());
    }

    /** The pack as the processor reads it. */
    PackReader.Pack read(Pack pack) {
        try {
            return reader.read(pack.bytes());
        } catch (UnreadableException e) {
            throw new AssertionError(e.detail(), e);
        }
    }

    static void durable(Pack pack) {
        pack.onDone().accept(Outcome.DURABLE);
    }

    static void givenUp(Pack pack) {
        pack.onDone().accept(Outcome.GIVEN_UP);
    }
}
