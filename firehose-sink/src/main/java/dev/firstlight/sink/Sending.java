package dev.firstlight.sink;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * Which calls begin now: what was left over first, then what is gathered. A batch is packed when it is due, and not before a call can take it:
 * until then more may come to it. Threads: the loop's.
 */
final class Sending {

    private final InHand inHand;
    private final Attempts attempts;
    private final Gathering gathering;
    private final Duration whileFull;

    /** @param whileFull how long to wait while no more batches may be on their way, or a call rests: one has to end, or to have rested */
    Sending(InHand inHand, Attempts attempts, Gathering gathering, Duration whileFull) {
        this.inHand = inHand;
        this.attempts = attempts;
        this.gathering = gathering;
        this.whileFull = whileFull;
    }

    /** Begins as many calls as may be under way; with {@code isLast} nothing waits for company. */
    void send(boolean isLast) {
        boolean isSent = true;
        while (isSent) {
            Call waiting = inHand.waiting(attempts::mayTry);
            isSent = waiting == null ? pack(isLast) : attempts.isFree();
            if (isSent && waiting != null) {
                attempts.begin(waiting);
            }
        }
    }

    /** After {@link #send}: how long there is nothing more to begin, unless a call ends. */
    Duration untilSomethingCanBeDone(boolean isLast) {
        boolean isDue = isDue(isLast);
        if (inHand.waiting(attempts::mayTry) != null || isDue && inHand.hasRoom()) {
            return attempts.waitBeforeNext();
        }
        Duration untilDue = isDue ? whileFull : gathering.untilDue(inHand.gathered());
        boolean isOneResting = inHand.waiting(any -> true) != null;
        return isOneResting ? Collections.min(List.of(whileFull, untilDue)) : untilDue;
    }

    private boolean pack(boolean isLast) {
        Batch gathered = inHand.gathered();
        boolean isNow = isDue(isLast) && inHand.hasRoom() && (gathered.rows().isEmpty() || attempts.isFree());
        if (isNow) {
            inHand.sent(gathering.pack(gathered, isLast));
        }
        return isNow;
    }

    private boolean isDue(boolean isLast) {
        Batch gathered = inHand.gathered();
        return !gathered.isEmpty() && (isLast || gathering.untilDue(gathered).isZero());
    }
}
