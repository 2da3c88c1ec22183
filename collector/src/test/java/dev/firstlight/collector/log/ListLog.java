package dev.firstlight.collector.log;

import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import java.util.ArrayList;
import java.util.List;

/** A log that keeps packs in a list until the test says what became of them. */
final class ListLog implements EventLog {

    final List<Pack> packs = new ArrayList<>();
    boolean isFull;
    private final PackReader reader = new PackReader(new SchemaBook());

    @Override
    public Offer offer(Pack pack) {
        if (isFull) {
            return Offer.FULL;
        }
        packs.add(pack);
        return Offer.TAKEN;
    }

    /** The n-th pack as the processor reads it. */
    PackReader.Pack read(int index) {
        try {
            return reader.read(packs.get(index).bytes());
        } catch (UnreadableException e) {
            throw new AssertionError("pack " + index + ": " + e.detail(), e);
        }
    }
}
