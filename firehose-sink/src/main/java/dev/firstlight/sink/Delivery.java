package dev.firstlight.sink;

import java.util.List;

/**
 * The port from rows to where they go: a delivery stream of Firehose, S3, files; a decorator that fails, in the fault suite.
 *
 * <p>Threads: as many at a time as its {@link Route} lets be under way; {@link #close()} any, and it ends the attempts that are. An attempt
 * blocks for a bounded time and never throws for what can be expected of a network; whatever else it throws is {@link Verdict#BROKEN}.
 */
public interface Delivery extends AutoCloseable {

    /** What became of one attempt. */
    enum Verdict {
        /** All records were taken. */
        ACCEPTED,
        /** Some were taken; the rest is left. */
        PARTLY,
        /** Nothing was taken: too much at once. */
        THROTTLED,
        /** Nothing is known to have been taken: no connection, no answer in time, or an error of theirs. */
        UNREACHABLE,
        /** Nothing was taken: the credentials are missing, expired or not enough. */
        DENIED,
        /** Nothing was taken: the call itself is not what they want (no such stream, ...). */
        REFUSED,
        /** Nothing is known to have been taken: the call ended in an exception that nobody expects, a bug of the SDK's or of ours. */
        BROKEN
    }

    /**
     * The outcome: what is left to be sent again, in its order, and in our words why.
     *
     * @param isThrottled whether they said that it is too much, for all or for some of the records
     */
    record Attempt(Verdict verdict, List<RowRecord> left, boolean isThrottled, String detail) {

        static Attempt accepted() {
            return new Attempt(Verdict.ACCEPTED, List.of(), false, "");
        }
    }

    /** Tries once to hand over these records, which are within the limits of one call. */
    Attempt deliver(List<RowRecord> records);

    /** What stands in the way as far as can be seen without delivering, in a sentence; empty when nothing is seen. Blocks for seconds. */
    default String look() {
        return "";
    }

    @Override
    void close();
}
