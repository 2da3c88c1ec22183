package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How Kafka does, as {@code /ready}, the meters and the log tell it: a collector is ready while it can promise something, so a Kafka that is
 * slow or down costs readiness only when the spool cannot take its place.
 *
 * <p>Threads: any.
 */
final class BrokerState {

    static final String CONDITION = "log";

    private static final Logger LOG = LoggerFactory.getLogger(BrokerState.class);

    enum Way {
        /** Nothing was heard of it yet. */
        UNKNOWN,
        /** It answers, and acknowledges in time. */
        UP,
        /** It answers, but packs are not acknowledged in time or are refused. */
        SLOW,
        /** It does not answer at all. */
        DOWN
    }

    private final Readiness readiness;
    private final BooleanSupplier hasSpool;
    private Way way = Way.UNKNOWN;
    private boolean isSpooling;
    private boolean answers;
    private String why = "no round trip to Kafka yet";

    /** @param hasSpool whether the spool takes packs now */
    BrokerState(Readiness readiness, Meters meters, BooleanSupplier hasSpool) {
        this.readiness = readiness;
        this.hasSpool = hasSpool;
        readiness.expect(CONDITION, why);
        meters.gauge(CollectorMeter.KAFKA_STATE, () -> way().ordinal());
    }

    synchronized Way way() {
        return way;
    }

    synchronized boolean isSpooling() {
        return isSpooling;
    }

    /** A round trip came back. */
    synchronized void answered() {
        answers = true;
        show();
    }

    /** A round trip did not come back. */
    synchronized void silent(String reason) {
        answers = false;
        if (!isSpooling) {
            why = reason;
        }
        show();
    }

    /** Packs go to the spool from now on. */
    synchronized void spooling(String reason) {
        why = reason;
        isSpooling = true;
        show();
    }

    /** Packs go to Kafka again. */
    synchronized void live(boolean hasAnswered) {
        isSpooling = false;
        answers |= hasAnswered;
        show();
    }

    /** Renews what readiness says; the spool may have filled up since. */
    synchronized void show() {
        Way before = way;
        if (answers) {
            way = isSpooling ? Way.SLOW : Way.UP;
        } else if (before != Way.UNKNOWN) {
            way = Way.DOWN;
        }
        if (way != before) {
            LOG.info(
                    "Kafka is {}{}",
                    way,
                    way == Way.UP ? "" : ": " + why + (isSpooling ? "; packs go to the spool" : ""));
        }
        boolean canPromise = way == Way.UP || way != Way.UNKNOWN && hasSpool.getAsBoolean();
        if (canPromise) {
            readiness.holds(CONDITION);
        } else {
            readiness.fails(
                    CONDITION,
                    way == Way.UNKNOWN ? why : "Kafka is " + way + " (" + why + ") and the spool takes nothing");
        }
    }
}
