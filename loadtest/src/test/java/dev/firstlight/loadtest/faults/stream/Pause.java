package dev.firstlight.loadtest.faults.stream;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time that a plan says must pass: the moment of a death is the time that went by before it. */
public final class Pause {

    private Pause() {}

    public static void of(long ms) throws InterruptedException {
        boolean unused = new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
    }
}
