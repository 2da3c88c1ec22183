package dev.firstlight.collector.event;

import static dev.firstlight.collector.event.Facts.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.collector.event.PlainQueryReader.Reading;
import dev.firstlight.runtime.Allocated;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a plain hit costs in bytes allocated, from the bytes of its path and query into a pack. */
final class PlainQueryAllocationTest {

    private static final int EVENTS = 64;
    private static final int PACKS = 200;

    /** A tenth of a byte an event: the measuring itself. */
    private static final double NOTHING = 0.1;

    /** A string of the Transparency and Consent Framework that consents to three purposes. */
    private static final String TCF =
            "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIA";

    private static final PixelPolicy.Registry PIXELS =
            new PixelPolicy.Registry(Map.of(), new PixelPolicy("", ConsentPolicy.ASSUMED, GpcPolicy.RECORDED));

    private final PlainQueryReader reader = new PlainQueryReader(new EventIds(), EventLimits.GREATEST);
    private final PixelTable table = new PixelTable(() -> {});
    private final EventSlices slices = new EventSlices();
    private final PackEncoder encoder = new PackEncoder();

    @Test
    void shouldAllocateNothingFromQueryToPackWithIdsGivenAndMade() {
        Random random = new Random(13);
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            String id = i % 2 == 0 ? "" : "&eid=" + Long.toHexString(random.nextLong());
            String consent = i % 4 == 0 ? TCF : "granted%3Aads";
            requests.add(bytes("/pixel-" + i % 9 + "/pixel.png?e=click" + id + "&cs=" + consent
                    + "&ti=Gr%C3%BC%C3%9Fe+du&url=" + "https%3A%2F%2Fshop.example%2F" + random.nextInt()));
        }
        long[] refused = new long[Refusal.values().length];

        double bytesPerPack = Allocated.bytesPerCall(PACKS, () -> {
            encoder.begin(1, 2, 3, 4, 5, 6, 7, 8, refused);
            for (int i = 0; i < EVENTS; i++) {
                take(requests.get(i));
            }
        });

        assertThat(encoder.count()).isEqualTo(EVENTS);
        assertThat(bytesPerPack / EVENTS).isLessThan(NOTHING);
    }

    private void take(byte[] request) {
        PlainPixel pixel = table.of(PIXELS, request, 1, 8);
        if (pixel != null) {
            slices.userAgent.set(request, 0, 30);
            Reading reading = reader.read(request, 20, request.length, pixel, false, Facts.NOW_MS, slices);
            if (reading == Reading.EVENT) {
                encoder.append(slices);
            }
        }
    }
}
