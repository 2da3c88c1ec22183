package dev.firstlight.sink;

import dev.firstlight.runtime.Settings;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which Firehose, and how long it may take.
 *
 * @param streams delivery streams with one destination: more than one where the quota of one is too small
 * @param region or none: AWS's own chain finds it
 * @param endpoint or none: AWS
 * @param proxy or none: what the environment and the system properties of Java say
 * @param accessKeyId or none: AWS's own chain is asked for credentials
 * @param callTimeout from the first byte to the answer; after it the call counts as not accepted
 * @param createStream makes the stream when it is missing; for the local run
 * @param pricePerGib in US dollars, of bytes rounded up as they are billed
 */
public record FirehoseConfig(
        List<String> streams,
        @Nullable String region,
        @Nullable URI endpoint,
        @Nullable URI proxy,
        @Nullable String accessKeyId,
        @Nullable String secretAccessKey,
        Duration connectTimeout,
        Duration callTimeout,
        boolean createStream,
        long createStreamSizeBytes,
        Duration createStreamInterval,
        BigDecimal pricePerGib) {

    private static final long MIB = 1 << 20;

    /** Quotas of BufferingHints, API reference of Amazon Data Firehose. */
    private static final long SIZE_MAX = 128 * MIB;

    private static final Duration INTERVAL_MAX = Duration.ofMinutes(15);

    static FirehoseConfig from(Settings settings) {
        FirehoseConfig config = new FirehoseConfig(
                List.of(settings.text("firehose.stream").trim().split("\\s*,\\s*", -1)),
                settings.textOrNone("firehose.region"),
                address(settings, "firehose.endpoint", "http://127.0.0.1:4573"),
                address(settings, "firehose.proxy", "http://proxy.example:3128"),
                settings.textOrNone("firehose.access-key-id"),
                settings.textOrNone("firehose.secret-access-key"),
                settings.duration("firehose.connect-timeout", Duration.ofMillis(1), Duration.ofMinutes(1)),
                settings.duration("firehose.call-timeout", Duration.ofMillis(1), Duration.ofMinutes(2)),
                settings.flag("firehose.create-stream"),
                settings.bytes("firehose.create-stream-size", MIB, SIZE_MAX),
                settings.duration("firehose.create-stream-interval", Duration.ZERO, INTERVAL_MAX),
                price(settings));
        config.check(settings);
        return config;
    }

    private void check(Settings settings) {
        if (!streams.stream().allMatch(stream -> stream.matches("[a-zA-Z0-9_.-]{1,64}"))) {
            settings.problem("firehose.stream", "a stream's name is 1 to 64 of A-Z a-z 0-9 _ . -");
        }
        if (Set.copyOf(streams).size() < streams.size()) {
            settings.problem("firehose.stream", "names a stream twice");
        }
        if ((accessKeyId == null) != (secretAccessKey == null)) {
            settings.problem("firehose.access-key-id", "is given with secret-access-key or not at all");
        }
        if (endpoint == null && accessKeyId != null) {
            settings.problem(
                    "firehose.access-key-id",
                    "is for a local endpoint only; with AWS its own chain is asked (environment, profile, role)");
        }
        if (endpoint == null && createStream) {
            settings.problem("firehose.create-stream", "is for a local endpoint only; set firehose.endpoint");
        }
    }

    private static BigDecimal price(Settings settings) {
        try {
            BigDecimal price = new BigDecimal(settings.text("firehose.price-per-gib"));
            if (price.signum() >= 0) {
                return price;
            }
        } catch (NumberFormatException e) {
            // said below, as for what is less than nothing
        }
        settings.problem("firehose.price-per-gib", "is no price such as 0.029");
        return BigDecimal.ZERO;
    }

    static @Nullable URI address(Settings settings, String path, String example) {
        String given = settings.textOrNone(path);
        if (given == null) {
            return null;
        }
        try {
            URI uri = new URI(given);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below, as for every other text that is no address
        }
        settings.problem(path, "is no address such as " + example);
        return null;
    }
}
