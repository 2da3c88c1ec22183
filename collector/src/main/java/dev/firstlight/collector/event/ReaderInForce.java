package dev.firstlight.collector.event;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives the reader by the registry that is in force, a new one only when that is another. Threads: one. */
public final class ReaderInForce implements Supplier<HitReader> {

    private final Supplier<PixelPolicy.Registry> inForce;
    private final EventIds ids;
    private final EventLimits limits;
    private @Nullable HitReader reader;

    public ReaderInForce(Supplier<PixelPolicy.Registry> inForce, EventIds ids, EventLimits limits) {
        this.inForce = inForce;
        this.ids = ids;
        this.limits = limits;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // another registry, not another like it
    public HitReader get() {
        PixelPolicy.Registry registry = inForce.get();
        HitReader current = reader;
        if (current == null || current.pixels() != registry) {
            current = new HitReader(registry, ids, limits);
            reader = current;
        }
        return current;
    }
}
