package dev.firstlight.collector.event;

import static dev.firstlight.collector.event.Facts.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.schema.Refusal;
import java.util.Map;

/** Readers under one policy, and what the tests ask of a hit. */
final class Readers {

    private Readers() {}

    static HitReader assuming() {
        return under(ConsentPolicy.ASSUMED, GpcPolicy.RECORDED);
    }

    static HitReader under(ConsentPolicy consent, GpcPolicy gpc) {
        return of(new PixelPolicy.Registry(Map.of(), new PixelPolicy("", consent, gpc)));
    }

    static HitReader of(PixelPolicy.Registry pixels) {
        return new HitReader(pixels, new EventIds());
    }

    static Hit query(HitReader reader, String query) {
        return reader.readQuery("12345", bytes(query), Facts.plain());
    }

    static Hit json(HitReader reader, String json) {
        return reader.readJson("12345", bytes(json), Facts.plain());
    }

    static Hit.Event event(Hit hit) {
        assertThat(hit).isInstanceOf(Hit.Event.class);
        return (Hit.Event) hit;
    }

    static Hit.Refused refused(Hit hit, Refusal why) {
        assertThat(hit).isInstanceOf(Hit.Refused.class);
        Hit.Refused refused = (Hit.Refused) hit;
        assertThat(refused.why()).isEqualTo(why);
        return refused;
    }
}
