package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.Origins;
import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.collector.event.PixelPolicy.Status;
import java.util.List;
import java.util.Map;

/** A registry with a pixel of each kind. */
final class Registries {

    static final String SHOP = "https://shop.example";

    private Registries() {}

    /** {@code shop} lists two origins, {@code guarded} enforces one, {@code paused} and {@code retired} are that; others are as they come. */
    static PixelPolicy.Registry ofEachKind() {
        return new PixelPolicy.Registry(listed(), pixel("", Status.ACTIVE, Origins.ANY));
    }

    static PixelPolicy.Registry closed() {
        return new PixelPolicy.Registry(listed(), pixel("", Status.ACTIVE, Origins.ANY), false);
    }

    static PixelPolicy.Registry retiringAll() {
        return new PixelPolicy.Registry(Map.of(), pixel("", Status.RETIRED, Origins.ANY));
    }

    private static Map<String, PixelPolicy> listed() {
        Origins origins = new Origins(List.of("http://localhost:3000", SHOP), false);
        return Map.of(
                "open", pixel("open", Status.ACTIVE, Origins.ANY),
                "shop", pixel("shop", Status.ACTIVE, origins),
                "guarded", pixel("guarded", Status.ACTIVE, new Origins(List.of(SHOP), true)),
                "paused", pixel("paused", Status.PAUSED, origins),
                "retired", pixel("retired", Status.RETIRED, origins));
    }

    private static PixelPolicy pixel(String site, Status status, Origins origins) {
        return new PixelPolicy(site, ConsentPolicy.ASSUMED, GpcPolicy.RECORDED, status, origins);
    }
}
