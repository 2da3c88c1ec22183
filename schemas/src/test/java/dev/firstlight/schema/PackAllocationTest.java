package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Allocated;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an event costs in bytes allocated on its way into a pack. */
final class PackAllocationTest {

    private static final int EVENTS = 64;
    private static final int PACKS = 200;

    /** A tenth of a byte an event: the measuring itself. */
    private static final double NOTHING = 0.1;

    @Test
    void shouldAllocateNothingForHeaderAndEventsOfSlices() {
        Random random = new Random(11);
        PackEncoder encoder = new PackEncoder();
        List<EventSlices> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            EventSlices slices = new EventSlices();
            RawEvents.slice(RawEvents.random(random), random, slices);
            events.add(slices);
        }
        long[] refused = new long[Refusal.values().length];
        refused[Refusal.NUL_BYTE.ordinal()] = 77;

        double bytesPerPack = Allocated.bytesPerCall(PACKS, () -> {
            encoder.begin(1, 2, 3, 4, 5, 6, 7, 8, refused);
            for (int i = 0; i < EVENTS; i++) {
                encoder.append(events.get(i));
            }
        });

        assertThat(bytesPerPack / EVENTS).isLessThan(NOTHING);
    }

    @Test
    void shouldAllocateNoMoreThanThePackItselfWhenItEnds() {
        Random random = new Random(12);
        PackEncoder encoder = new PackEncoder();
        EventSlices slices = new EventSlices();
        RawEvents.slice(RawEvents.random(random), random, slices);
        long[] refused = new long[Refusal.values().length];
        int[] packBytes = new int[1];

        double bytesPerPack = Allocated.bytesPerCall(PACKS, () -> {
            encoder.begin(1, 2, 3, 4, 5, 6, 7, 8, refused);
            encoder.append(slices);
            packBytes[0] = encoder.finish().length;
        });

        int arrayHeaderAndPadding = 24;
        assertThat(bytesPerPack).isLessThan(packBytes[0] + arrayHeaderAndPadding + 1);
    }
}
