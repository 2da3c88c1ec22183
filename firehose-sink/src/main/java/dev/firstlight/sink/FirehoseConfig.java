package dev.firstlight.sink;

import dev.firstlight.runtime.Settings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Which Firehose.
 *
 * @param streams delivery streams with one destination: more than one where the quota of one is too small
 * @param createStream makes the stream when it is missing; for the local run
 * @param rowForm of the rows; the warehouse must have been told
 * @param pricePerGib in US dollars, of bytes rounded up as they are billed
 */
public record FirehoseConfig(
        AwsConfig aws,
        List<String> streams,
        boolean createStream,
        long createStreamSizeBytes,
        Duration createStreamInterval,
        RowForm rowForm,
        BigDecimal pricePerGib) {

    private static final long MIB = 1 << 20;

    /** Quotas of BufferingHints, API reference of Amazon Data Firehose. */
    private static final long SIZE_MAX = 128 * MIB;

    private static final Duration INTERVAL_MAX = Duration.ofMinutes(15);

    static FirehoseConfig from(Settings settings) {
        FirehoseConfig config = new FirehoseConfig(
                AwsConfig.from(settings, "firehose"),
                List.of(settings.text("firehose.stream").trim().split("\\s*,\\s*", -1)),
                settings.flag("firehose.create-stream"),
                settings.bytes("firehose.create-stream-size", MIB, SIZE_MAX),
                settings.duration("firehose.create-stream-interval", Duration.ZERO, INTERVAL_MAX),
                settings.oneOf("firehose.row-form", RowForm.class),
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
        if (aws.endpoint() == null && createStream) {
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
}
