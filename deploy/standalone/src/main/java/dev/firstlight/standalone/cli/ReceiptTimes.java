package dev.firstlight.standalone.cli;

import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.RawEvent;

/**
 * When the events of a record were received, by the record itself: its time in the log says nothing, since a spool or a replay brings what was
 * received long before. Threads: one.
 */
final class ReceiptTimes {

    private final PackReader packs;
    private final EventReader events;

    ReceiptTimes(Formats formats) {
        packs = formats.packs();
        events = formats.events();
    }

    /** Epoch milliseconds of the earliest; {@code Long.MAX_VALUE} where nothing can be read, which no line of the ledger counts as accepted. */
    long earliestMs(Topic topic, byte[] value) {
        try {
            return switch (topic) {
                case RAW -> earliestMs(packs.read(value));
                case EVENTS -> events.read(value).getReceivedAt();
                case REJECTS, LEDGER, SCHEMAS -> Long.MAX_VALUE;
            };
        } catch (UnreadableException e) {
            return Long.MAX_VALUE;
        }
    }

    private static long earliestMs(PackReader.Pack pack) {
        long earliestMs = Long.MAX_VALUE;
        for (PackReader.Item item : pack.items()) {
            RawEvent event = item.event();
            if (event != null) {
                earliestMs = Math.min(earliestMs, event.getReceivedAt());
            }
        }
        return earliestMs;
    }
}
