package dev.firstlight.collector.spool;

import java.util.List;

/** Who takes packs again once they can be sent. */
@FunctionalInterface
public interface Resend {

    /** What became of one pack. */
    enum Answer {
        ACKNOWLEDGED,
        /** Not now: it stays, and comes again. */
        AGAIN,
        /** Never, whoever sends it: it is put aside. */
        NEVER
    }

    /** Sends them in order and waits for all answers, one each; bounded in time by the sender. On the replayer's thread. */
    List<Answer> send(List<Frame> frames) throws InterruptedException;
}
