package dev.firstlight.standalone.up;

import dev.firstlight.runtime.Settings;
import dev.firstlight.runtime.SettingsException;
import dev.firstlight.standalone.firehose.FaultScript;
import dev.firstlight.standalone.firehose.Quota;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settings of the local run itself; the services read their own sections. Port 0 takes a free one. */
public record UpConfig(
        Path dataDirectory,
        int kafkaPort,
        int controllerPort,
        int firehosePort,
        String stream,
        int bufferMib,
        int bufferSeconds,
        Quota quota,
        FaultScript faults,
        int warehousePort,
        Duration copyRetry,
        int shopPort,
        String shopPixel,
        Duration drainTimeout,
        Duration keyLagBudget) {

    /** @throws SettingsException naming everything that is wrong */
    public static UpConfig load(@Nullable Path file, Map<String, String> env) {
        Settings s = Settings.load("standalone", file, env, Set.of());
        UpConfig config = new UpConfig(
                home().resolve(s.text("data-directory")),
                s.integer("kafka.port", 0, 65_535),
                s.integer("kafka.controller-port", 0, 65_535),
                s.integer("firehose.port", 0, 65_535),
                s.text("firehose.stream"),
                s.integer("firehose.buffer-mib", 1, 128),
                (int) s.duration("firehose.buffer-interval", Duration.ZERO, Duration.ofMinutes(15))
                        .toSeconds(),
                quota(s),
                faults(s),
                s.integer("warehouse.port", 0, 65_535),
                s.duration("warehouse.copy-retry", Duration.ZERO, Duration.ofHours(2)),
                s.integer("shop.port", 0, 65_535),
                s.text("shop.pixel"),
                s.duration("drain-timeout", Duration.ZERO, Duration.ofMinutes(10)),
                s.duration("keys.lag-budget", Duration.ofHours(1), Duration.ofDays(30)));
        s.verify();
        return config;
    }

    private static Quota quota(Settings s) {
        return new Quota(
                s.integer("firehose.quota-calls", 0, 1_000_000),
                s.integer("firehose.quota-records", 0, 100_000_000),
                s.bytes("firehose.quota-size", 0, 1L << 40));
    }

    private static FaultScript faults(Settings s) {
        try {
            String script = s.textOrNone("firehose.faults");
            return script == null ? FaultScript.none() : FaultScript.parse(script);
        } catch (IllegalArgumentException e) {
            s.problem("firehose.faults", String.valueOf(e.getMessage()));
            return FaultScript.none();
        }
    }

    /** Where relative directories begin: the checkout when {@code deploy/firstlight} started us, else the working directory. */
    private static Path home() {
        return Path.of(System.getProperty("firstlight.home", ""));
    }
}
