package dev.firstlight.collector.log;

/**
 * Where packs become durable.
 *
 * <p>Never blocks; safe from any event loop. After {@link Offer#TAKEN} the log owns the pack and its {@code onDone} runs exactly once, on a
 * thread of the log; after {@link Offer#FULL} the caller still owns it and {@code onDone} never runs.
 */
public interface EventLog {

    /** What the log says to a pack. */
    enum Offer {
        TAKEN,
        /** A bound is reached; the senders should come again later. */
        FULL
    }

    Offer offer(Pack pack);
}
