package dev.firstlight.collector.log;

import org.jspecify.annotations.Nullable;

/**
 * One pack on its way to Kafka, to the spool or to both: settled once, by whoever has it first, and given up when nobody takes it.
 *
 * <p>Threads: any.
 */
final class Flight {

    /** What a flight tells of Kafka, and where it goes next. */
    interface Control {

        /** Kafka refused the pack, or did not answer in time. */
        void kafkaFailed(Exception failure);

        /** Gives it to the spool; whether that took it. */
        boolean spool(Flight flight);

        void settled(Pack pack, Outcome outcome);
    }

    private @Nullable Pack pack;
    private final long sinceNanos;
    private final Control control;
    private boolean isSettled;
    private boolean isDiverted;

    Flight(Pack pack, long sinceNanos, Control control) {
        this.pack = pack;
        this.sinceNanos = sinceNanos;
        this.control = control;
    }

    /** None once it is settled: a flight that waits to be forgotten must not hold bytes. */
    synchronized @Nullable Pack pack() {
        return pack;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    synchronized boolean isSettled() {
        return isSettled;
    }

    void kafkaSaid(@Nullable Exception failure) {
        if (failure == null) {
            settle(Outcome.DURABLE);
        } else {
            control.kafkaFailed(failure);
            divert();
        }
    }

    void spoolSaid(boolean isStored) {
        settle(isStored ? Outcome.DURABLE : Outcome.GIVEN_UP);
    }

    /** To the spool, if it is not settled and not there already. */
    void divert() {
        synchronized (this) {
            if (isSettled || isDiverted) {
                return;
            }
            isDiverted = true;
        }
        if (!control.spool(this)) {
            settle(Outcome.GIVEN_UP);
        }
    }

    /** Nobody has said anything for too long. */
    void giveUp() {
        settle(Outcome.GIVEN_UP);
    }

    private void settle(Outcome outcome) {
        Pack settled;
        synchronized (this) {
            settled = pack;
            isSettled = true;
            pack = null;
        }
        if (settled != null) {
            control.settled(settled, outcome);
        }
    }
}
