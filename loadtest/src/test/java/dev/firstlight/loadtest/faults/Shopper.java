package dev.firstlight.loadtest.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * Composes what one connection sends: pixels, single events and batches of two shops, some declined, some that must be refused, and first of all
 * what was told to come again. Everything is the seed's. Threads: one.
 */
final class Shopper {

    private static final String[] PIXELS = {"shop-a", "shop-b"};
    private static final int ODD_PERCENT = 4;
    private static final int BATCH_MAX = 6;

    private final String name;
    private final Random random;
    private final int depth;
    private final Journal journal;
    private final Queue<Sent> again;
    private int made;

    /** @param depth requests sent before the first answer is read, at most */
    Shopper(String name, Random random, int depth, Journal journal, Queue<Sent> again) {
        this.name = name;
        this.random = random;
        this.depth = depth;
        this.journal = journal;
        this.again = again;
    }

    /** What is sent next; nothing new unless {@code isOpen}. */
    List<Request> next(boolean isOpen) {
        List<Request> requests = new ArrayList<>();
        int wanted = 1 + random.nextInt(depth);
        for (Sent event = again.poll(); event != null; event = requests.size() < wanted ? again.poll() : null) {
            requests.add(single(event));
        }
        while (isOpen && requests.size() < wanted) {
            requests.add(fresh());
        }
        return requests;
    }

    /** A hit of the pixel that only this life of the collector is sent. */
    Request sign(Generation life) {
        return new Request(Request.Kind.PNG, List.of(event(life.signature(), Sent.Fate.STORED, false)));
    }

    private Request fresh() {
        String pixel = PIXELS[random.nextInt(PIXELS.length)];
        Request.Kind[] kinds = Request.Kind.values();
        Request.Kind kind = kinds[random.nextInt(kinds.length)];
        return switch (kind) {
            case PNG, GIF -> new Request(kind, List.of(event(pixel, fate(), false)));
            case ONE -> new Request(kind, List.of(event(pixel, fate(), true)));
            case BATCH -> batch(pixel);
            case ROBOTS -> new Request(kind, List.of());
        };
    }

    private Request batch(String pixel) {
        int size = 2 + random.nextInt(BATCH_MAX - 1);
        List<Sent> events = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            events.add(event(pixel, fate(), true));
        }
        return new Request(Request.Kind.BATCH, events);
    }

    private Request single(Sent event) {
        Request.Kind kind =
                event.isJson() ? Request.Kind.ONE : random.nextBoolean() ? Request.Kind.PNG : Request.Kind.GIF;
        return new Request(kind, List.of(event));
    }

    private Sent event(String pixel, Sent.Fate fate, boolean isJson) {
        Sent event = new Sent(pixel, name + '-' + made++, fate, isJson);
        journal.sent(event);
        return event;
    }

    private Sent.Fate fate() {
        int drawn = random.nextInt(100);
        return drawn < ODD_PERCENT
                ? Sent.Fate.DECLINED
                : drawn < 2 * ODD_PERCENT ? Sent.Fate.REFUSED : Sent.Fate.STORED;
    }
}
