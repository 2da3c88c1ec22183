package dev.firstlight.collector.event;

import dev.firstlight.runtime.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one pixel belongs to and may store.
 *
 * @param site the pixels that share orders and visitors
 */
public record PixelPolicy(String site, ConsentPolicy consent, GpcPolicy gpc) {

    /** How a consent state that says no begins. */
    static final String DENIED = "denied";

    /** What a hit that says nothing about consent means. */
    public enum ConsentPolicy {
        ASSUMED,
        REQUIRED
    }

    /** What Global Privacy Control means. */
    public enum GpcPolicy {
        RECORDED,
        HONOURED
    }

    /** The policies of all pixels, listed or not. */
    public record Registry(Map<String, PixelPolicy> listed, PixelPolicy defaults) {

        public PixelPolicy of(String pixel) {
            PixelPolicy policy = listed.get(pixel);
            return policy != null
                    ? policy
                    : new PixelPolicy(defaults.site.isEmpty() ? pixel : defaults.site, defaults.consent, defaults.gpc);
        }
    }

    /** Reads the section {@code pixels}. */
    public static Registry from(Settings settings) {
        Map<String, PixelPolicy> listed = new HashMap<>();
        settings.sections("pixels", "pixel-defaults").forEach((pixel, section) -> {
            if (!PixelId.isPixelId(pixel)) {
                settings.problem("pixels." + pixel, "is no pixel id: 1 to 64 of A-Z a-z 0-9 _ -");
            }
            PixelPolicy policy = read(section, "");
            listed.put(pixel, policy.site.isEmpty() ? new PixelPolicy(pixel, policy.consent, policy.gpc) : policy);
        });
        return new Registry(Map.copyOf(listed), read(settings, "pixel-defaults."));
    }

    private static PixelPolicy read(Settings settings, String prefix) {
        String site = settings.text(prefix + "site");
        if (!site.isEmpty() && !PixelId.isPixelId(site)) {
            settings.problem(prefix + "site", "is no site id: 1 to 64 of A-Z a-z 0-9 _ -");
        }
        return new PixelPolicy(
                site,
                settings.oneOf(prefix + "consent", ConsentPolicy.class),
                settings.oneOf(prefix + "gpc", GpcPolicy.class));
    }

    /**
     * Whether the event must not be stored.
     *
     * @param state what the hit says about consent, or nothing
     * @param hasGpc whether header or parameter carries Global Privacy Control
     */
    boolean isDeclined(@Nullable String state, boolean hasGpc) {
        if (hasGpc && gpc == GpcPolicy.HONOURED) {
            return true;
        }
        String said = state == null ? "" : state.strip().toLowerCase(Locale.ROOT);
        if (said.startsWith(DENIED)) {
            return true;
        }
        return consent == ConsentPolicy.REQUIRED && !said.startsWith("granted") && !said.startsWith("not-required");
    }
}
