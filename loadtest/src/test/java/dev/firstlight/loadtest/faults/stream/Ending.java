package dev.firstlight.loadtest.faults.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How one life ends, and what happens to its state before the next.
 *
 * @param afterMs since its moment
 * @param isOrderly by SIGTERM, so that it writes down how far its state is; else by SIGKILL
 */
record Ending(Moment moment, int afterMs, boolean isOrderly, Damage damage) {

    /** From when on it is counted. */
    enum Moment {
        /** The process begins: classes, topics, locks; the group is joined. */
        IN_START(5_000),
        /** Partitions are assigned and the state is read. */
        IN_RESTORE(300),
        /** A transaction of this life has just been committed. */
        AT_COMMIT(60),
        /** All is up. */
        RUNNING(1_500);

        private final int atMostMs;

        Moment(int atMostMs) {
            this.atMostMs = atMostMs;
        }

        Ending killed(Random random, Damage damage) {
            return new Ending(this, random.nextInt(atMostMs), false, damage);
        }

        Ending terminated(Random random, Damage damage) {
            return new Ending(this, random.nextInt(atMostMs), true, damage);
        }
    }

    /** Kills at every kind of moment in turn; the first life gets to work, so that there is something to lose. */
    static List<Ending> kills(Random random, int count) {
        Moment[] inTurn = {Moment.AT_COMMIT, Moment.IN_START, Moment.RUNNING, Moment.IN_RESTORE};
        List<Ending> endings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            endings.add(inTurn[i % inTurn.length].killed(random, Damage.NONE));
        }
        return endings;
    }

    /**
     * Every damage in turn, to what an orderly end left (which the next life takes over as it is) and, in the next round, to what a kill left; after
     * each a life that must come to run. Tables come third: by then there are some.
     */
    static List<Ending> damages(Random random, int count) {
        Damage[] inTurn = {
            Damage.MANIFEST_FLIPPED, Damage.DELETED, Damage.TABLE_FLIPPED, Damage.OTHER_FLIPPED,
        };
        List<Ending> endings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean isOrderly = i / inTurn.length % 2 == 0;
            Damage damage = inTurn[i % inTurn.length];
            endings.add(isOrderly ? Moment.RUNNING.terminated(random, damage) : Moment.RUNNING.killed(random, damage));
        }
        return endings;
    }

    @Override
    public String toString() {
        return (isOrderly ? "SIGTERM " : "SIGKILL ") + moment + "+" + afterMs
                + (damage == Damage.NONE ? "" : " then " + damage);
    }
}
