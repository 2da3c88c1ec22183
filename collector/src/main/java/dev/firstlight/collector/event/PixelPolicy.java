package dev.firstlight.collector.event;

import dev.firstlight.runtime.Settings;
import dev.firstlight.schema.ConsentState;
import dev.firstlight.schema.Refusal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one pixel belongs to and may store.
 *
 * @param site the pixels that share orders and visitors
 */
public record PixelPolicy(String site, ConsentPolicy consent, GpcPolicy gpc, Status status, Origins origins) {

    /** What a hit that says neither yes nor no means; what says no ({@link ConsentState#DENIED}) is never stored. */
    public enum ConsentPolicy {
        ASSUMED,
        REQUIRED
    }

    /** What Global Privacy Control means. */
    public enum GpcPolicy {
        RECORDED,
        HONOURED
    }

    /** Whether a pixel takes events. */
    public enum Status {
        ACTIVE,
        /** Answered as ever, so that pages and emails keep their looks; declined, so that nothing is stored. */
        PAUSED,
        /** Refused. */
        RETIRED
    }

    /** An active pixel for pages of any origin. */
    public PixelPolicy(String site, ConsentPolicy consent, GpcPolicy gpc) {
        this(site, consent, gpc, Status.ACTIVE, Origins.ANY);
    }

    /**
     * The policies of all pixels, listed or not, as of one reading of the settings. Immutable: a hit that holds one is read by one policy.
     */
    public record Registry(Map<String, PixelPolicy> listed, PixelPolicy defaults, boolean isUnknownAccepted) {

        /** One that accepts pixels that are not listed. */
        public Registry(Map<String, PixelPolicy> listed, PixelPolicy defaults) {
            this(listed, defaults, true);
        }

        public PixelPolicy of(String pixel) {
            PixelPolicy policy = listed.get(pixel);
            return policy != null ? policy : defaults.orOwnSite(pixel);
        }

        /** The pages that may read what this pixel answers. */
        public Origins origins(String pixel) {
            return listed.getOrDefault(pixel, defaults).origins;
        }

        /** Why a pixel takes no hits, if it takes none. */
        public @Nullable Refusal refusal(String pixel) {
            if (!isUnknownAccepted && !listed.containsKey(pixel)) {
                return Refusal.PIXEL_UNKNOWN;
            }
            return listed.getOrDefault(pixel, defaults).status == Status.RETIRED ? Refusal.PIXEL_RETIRED : null;
        }
    }

    /** Reads {@code pixels}, {@code pixel-defaults} and {@code accept-unknown}. */
    public static Registry from(Settings settings) {
        Map<String, PixelPolicy> listed = new HashMap<>();
        settings.sections("pixels", "pixel-defaults").forEach((pixel, section) -> {
            if (!PixelId.isPixelId(pixel)) {
                settings.problem("pixels." + pixel, "is no pixel id: 1 to 64 of A-Z a-z 0-9 _ -");
            }
            listed.put(pixel, read(section, "").orOwnSite(pixel));
        });
        return new Registry(Map.copyOf(listed), read(settings, "pixel-defaults."), settings.flag("accept-unknown"));
    }

    private static PixelPolicy read(Settings settings, String prefix) {
        String site = settings.text(prefix + "site");
        if (!site.isEmpty() && !PixelId.isPixelId(site)) {
            settings.problem(prefix + "site", "is no site id: 1 to 64 of A-Z a-z 0-9 _ -");
        }
        return new PixelPolicy(
                site,
                settings.oneOf(prefix + "consent", ConsentPolicy.class),
                settings.oneOf(prefix + "gpc", GpcPolicy.class),
                settings.oneOf(prefix + "status", Status.class),
                Origins.read(settings, prefix));
    }

    /** A pixel of no site is its own. */
    private PixelPolicy orOwnSite(String pixel) {
        return site.isEmpty() ? new PixelPolicy(pixel, consent, gpc, status, origins) : this;
    }

    /**
     * Whether the event must not be stored.
     *
     * @param said what the hit says about consent, without white space around it, or nothing
     * @param hasGpc whether header or parameter carries Global Privacy Control
     */
    boolean isDeclined(@Nullable CharSequence said, boolean hasGpc) {
        if (hasGpc && gpc == GpcPolicy.HONOURED) {
            return true;
        }
        ConsentState state = said == null ? null : ConsentState.of(said);
        if (state == ConsentState.DENIED || said != null && ConsentState.DENIED.begins(said)) {
            return true; // "deniedbyuser" is no form of ours, and no yes either
        }
        return consent == ConsentPolicy.REQUIRED && state != ConsentState.GRANTED && state != ConsentState.NOT_REQUIRED;
    }
}
