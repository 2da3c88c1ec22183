package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.PixelId;
import dev.firstlight.schema.Refusal;
import java.util.Map;

/** What a path asks for. */
sealed interface Route {

    /** {@code /{pixel}/pixel.png} and its aliases. */
    record Pixel(String pixel, boolean isGif) implements Route {}

    /** {@code /{pixel}/events}. */
    record Events(String pixel) implements Route {}

    /** A file of the tracker: {@code /fl.js}, or {@code /fl.<hash>.js} when it is the hash of what is served. */
    record Script(TrackerFile file, boolean isHashed) implements Route {}

    /** A pixel that takes no hits, or not this one. */
    record Barred(String pixel, Refusal why) implements Route {}

    record Robots() implements Route {}

    record Favicon() implements Route {}

    record Unknown() implements Route {}

    /** Finds routes; names are the configured aliases. Threads: any. */
    record Table(HttpConfig config, Map<String, Script> scripts) {

        /** @param path without query, from its slash */
        Route of(String path) {
            if (!path.startsWith("/")) {
                return new Unknown();
            }
            int slash = path.indexOf('/', 1);
            if (slash < 0) {
                return ofTop(path.substring(1));
            }
            String pixel = path.substring(1, slash);
            String name = path.substring(slash + 1);
            if (!PixelId.isPixelId(pixel)) {
                return new Unknown();
            }
            if (config.pixelNames().contains(name)) {
                return new Pixel(pixel, name.endsWith(".gif"));
            }
            return config.eventsNames().contains(name) ? new Events(pixel) : new Unknown();
        }

        private Route ofTop(String name) {
            Script script = scripts.get(name);
            if (script != null) {
                return script;
            }
            return switch (name) {
                case "robots.txt" -> new Robots();
                case "favicon.ico" -> new Favicon();
                default -> new Unknown();
            };
        }
    }
}
