package dev.firstlight.sink;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The sink's port {@link Delivery} with a fault, for the proof that the fault suite sees it. Stands in this package for the sake of the port's own
 * types. Never part of a run that must hold.
 */
public final class PlantedDelivery {

    private static final long AGAIN_MS = 50;

    private PlantedDelivery() {}

    /** Takes a call of which some records were taken for one of which all were. */
    public static Delivery failedIndicesDropped(Delivery delivery) {
        return new Deaf(delivery);
    }

    /** Says that all was accepted before anything is tried; then tries until it is. */
    public static Delivery early(Delivery delivery) {
        return new Early(delivery);
    }

    private record Deaf(Delivery delivery) implements Delivery {

        @Override
        public Attempt deliver(List<RowRecord> records) {
            Attempt attempt = delivery.deliver(records);
            return attempt.verdict() == Verdict.PARTLY ? Attempt.accepted() : attempt;
        }

        @Override
        public void close() {
            delivery.close();
        }
    }

    private static final class Early implements Delivery {
        private final Delivery delivery;
        private final BlockingQueue<List<RowRecord>> calls = new LinkedBlockingQueue<>();

        Early(Delivery delivery) {
            this.delivery = delivery;
            Thread thread = new Thread(this::run, "early");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public Attempt deliver(List<RowRecord> records) {
            calls.add(records);
            return Attempt.accepted();
        }

        @Override
        public void close() {
            delivery.close();
        }

        private void run() {
            try {
                while (true) {
                    List<RowRecord> left = calls.take();
                    while (!left.isEmpty()) {
                        left = delivery.deliver(left).left();
                        TimeUnit.MILLISECONDS.sleep(left.isEmpty() ? 0 : AGAIN_MS);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
