package dev.firstlight.collector.edge;

import dev.firstlight.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the public edge listens and what it takes. Past a limit a request is answered and its connection closed, never buffered further.
 *
 * @param earlierScripts the directory of {@link EarlierFiles}; none where nobody keeps any
 */
public record HttpConfig(
        String host,
        int port,
        int eventLoops,
        Transport transport,
        int uriBytesMax,
        int headerBytesMax,
        int headerLinesMax,
        int bodyBytesMax,
        int inflatedBytesMax,
        int inflateRatioMax,
        int eventsPerRequestMax,
        Duration idleTimeout,
        Duration drainDelay,
        Duration drainTimeout,
        List<String> pixelNames,
        List<String> eventsNames,
        String scriptName,
        Duration scriptMaxAge,
        @Nullable Path earlierScripts,
        TrustedProxies trustedProxies,
        boolean isScanning,
        EdgeLimits limits,
        @Nullable TlsConfig tls) {

    private static final long MIB = 1_048_576;

    /** Deflate makes nothing smaller than by 1032:1 (zlib's technical details). */
    private static final int DEFLATE_RATIO = 1_032;

    public static HttpConfig from(Settings settings) {
        int loops = settings.integer("http.event-loops", 0, 256);
        HttpConfig config = new HttpConfig(
                settings.text("http.host"),
                settings.integer("http.port", 0, 65_535),
                loops == 0 ? Runtime.getRuntime().availableProcessors() : loops,
                settings.oneOf("http.transport", Transport.class),
                (int) settings.bytes("http.uri-bytes-max", 256, 65_536),
                (int) settings.bytes("http.header-bytes-max", 1_024, MIB),
                settings.integer("http.header-lines-max", 16, 1_000),
                (int) settings.bytes("http.body-bytes-max", 1_024, 16 * MIB),
                (int) settings.bytes("http.inflated-bytes-max", 1_024, 64 * MIB),
                settings.integer("http.inflate-ratio-max", 2, DEFLATE_RATIO),
                settings.integer("http.events-per-request-max", 1, 10_000),
                settings.duration("http.idle-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
                settings.duration("http.drain-delay", Duration.ZERO, Duration.ofMinutes(5)),
                settings.duration("http.drain-timeout", Duration.ofMillis(100), Duration.ofMinutes(5)),
                names(settings, "http.pixel-names"),
                names(settings, "http.events-names"),
                name(settings, "http.script-name"),
                settings.duration("http.script-max-age", Duration.ZERO, Duration.ofDays(365)),
                directoryOrNone(settings, "http.earlier-scripts"),
                TrustedProxies.from(settings),
                settings.flag("http.scanner"),
                EdgeLimits.from(settings),
                TlsConfig.from(settings));
        if (config.limits.bodiesBytesMax() < config.bodyBytesMax) {
            settings.problem(
                    "http.bodies-bytes-max", "is below http.body-bytes-max: the greatest body would never be taken");
        }
        return config;
    }

    private static List<String> names(Settings settings, String path) {
        List<String> names = settings.texts(path);
        if (names.isEmpty() || !names.stream().allMatch(HttpConfig::isName)) {
            settings.problem(path, "at least one name, each of A-Z a-z 0-9 . _ -");
        }
        return names;
    }

    private static String name(Settings settings, String path) {
        String name = settings.text(path);
        if (!isName(name)) {
            settings.problem(path, "is no name: A-Z a-z 0-9 . _ -");
        }
        return name;
    }

    private static @Nullable Path directoryOrNone(Settings settings, String path) {
        String directory = settings.textOrNone(path);
        return directory == null ? null : Path.of(directory);
    }

    private static boolean isName(String text) {
        return text.matches("[A-Za-z0-9._-]+");
    }
}
