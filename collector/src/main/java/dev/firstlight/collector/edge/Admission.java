package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.HitReader;
import dev.firstlight.collector.event.Origins;
import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.schema.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;

/**
 * What the pixel registry says to a request when its headers are there: whether its pixel takes it, and which pages may read the answer. By
 * one registry, which the request's events are read by as well. Threads: one loop.
 *
 * @param route what the path asks for, or that it is barred
 */
record Admission(Route route, HitReader reader, Cors cors) {

    static Admission of(Route asked, HttpRequest request, HitReader reader) {
        if (asked instanceof Route.Pixel pixel) {
            return of(asked, pixel.pixel(), request, reader);
        }
        return asked instanceof Route.Events events
                ? of(asked, events.pixel(), request, reader)
                : new Admission(asked, reader, Cors.ANY);
    }

    private static Admission of(Route asked, String pixel, HttpRequest request, HitReader reader) {
        PixelPolicy.Registry pixels = reader.pixels();
        Origins origins = pixels.origins(pixel);
        Cors cors = Cors.ANY;
        Refusal refusal = pixels.refusal(pixel);
        if (!origins.isAny()) {
            List<String> originLines = request.headers().getAll(HttpHeaderNames.ORIGIN);
            String listed = origins.match(originLines);
            cors = listed == null ? Cors.NONE : Cors.listed(listed);
            if (refusal == null && origins.isRefused(originLines)) {
                refusal = Refusal.ORIGIN_NOT_ALLOWED;
            }
        }
        if (refusal == null) {
            return new Admission(asked, reader, cors);
        }
        // Unknown names are anybody's invention: they are counted together, or they would fill the ledger.
        boolean isInvented = refusal == Refusal.PIXEL_UNKNOWN;
        return new Admission(new Route.Barred(isInvented ? "" : pixel, refusal), reader, cors);
    }
}
