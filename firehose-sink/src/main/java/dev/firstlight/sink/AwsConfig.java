package dev.firstlight.sink;

import dev.firstlight.runtime.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a service of AWS is reached. Read alike for each from its own section.
 *
 * @param section that it stands in
 * @param region or none: AWS's own chain finds it
 * @param endpoint or none: AWS
 * @param proxy or none: what the environment and the system properties of Java say
 * @param accessKeyId or none: AWS's own chain is asked for credentials
 * @param callTimeout from the first byte to the answer; after it the call counts as not accepted
 */
public record AwsConfig(
        String section,
        @Nullable String region,
        @Nullable URI endpoint,
        @Nullable URI proxy,
        @Nullable String accessKeyId,
        @Nullable String secretAccessKey,
        Duration connectTimeout,
        Duration callTimeout) {

    static AwsConfig from(Settings settings, String section) {
        AwsConfig config = new AwsConfig(
                section,
                settings.textOrNone(section + ".region"),
                address(settings, section + ".endpoint", "http://127.0.0.1:4573"),
                address(settings, section + ".proxy", "http://proxy.example:3128"),
                settings.textOrNone(section + ".access-key-id"),
                settings.textOrNone(section + ".secret-access-key"),
                settings.duration(section + ".connect-timeout", Duration.ofMillis(1), Duration.ofMinutes(1)),
                settings.duration(section + ".call-timeout", Duration.ofMillis(1), Duration.ofMinutes(2)));
        config.check(settings);
        return config;
    }

    private void check(Settings settings) {
        if ((accessKeyId == null) != (secretAccessKey == null)) {
            settings.problem(section + ".access-key-id", "is given with secret-access-key or not at all");
        }
        if (endpoint == null && accessKeyId != null) {
            settings.problem(
                    section + ".access-key-id",
                    "is for a local endpoint only; with AWS its own chain is asked (environment, profile, role)");
        }
    }

    private static @Nullable URI address(Settings settings, String path, String example) {
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
