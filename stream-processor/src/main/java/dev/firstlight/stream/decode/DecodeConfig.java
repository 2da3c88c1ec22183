package dev.firstlight.stream.decode;

import dev.firstlight.runtime.Settings;
import java.time.Duration;

/**
 * How long the first stage waits for what should be there.
 *
 * @param lostAfter a gap in a collector's sequence numbers is a loss after this long
 * @param alarmAfter packs waiting for their writer's schema are an error line after this long
 * @param refuseAfter and are refused after this long
 * @param waitingBytesMax of packs waiting, per partition
 * @param isWholeLog whether the log is read from where it was left, so that what is missing from its numbers is missing; a part of it begins and
 *     ends amid the numbers of every loop
 */
public record DecodeConfig(
        Duration lostAfter, Duration alarmAfter, Duration refuseAfter, long waitingBytesMax, boolean isWholeLog) {

    /** The spool's greatest age as claim.spool-age has it, and what draining it may take. */
    private static final Duration DRAIN = Duration.ofHours(1);

    /** Room for two of the greatest packs at least. */
    private static final long WAITING_BYTES_MIN = 2L << 20;

    public static DecodeConfig from(Settings settings) {
        DecodeConfig config = new DecodeConfig(
                settings.duration("gaps.lost-after", Duration.ofMinutes(1), Duration.ofDays(90)),
                settings.duration("unknown-schema.alarm-after", Duration.ZERO, Duration.ofDays(1)),
                settings.duration("unknown-schema.refuse-after", Duration.ofMinutes(1), Duration.ofDays(2)),
                settings.bytes("unknown-schema.waiting-max", WAITING_BYTES_MIN, 64L << 30),
                true);
        Duration spoolAge = settings.duration("claim.spool-age", Duration.ZERO, Duration.ofDays(30));
        if (config.lostAfter.compareTo(spoolAge.plus(DRAIN)) < 0) {
            settings.problem(
                    "gaps.lost-after", "at least an hour more than claim.spool-age: until then a spool may bring it");
        }
        return config;
    }

    /** The same for a part of the log. */
    public DecodeConfig ofPart() {
        return new DecodeConfig(lostAfter, alarmAfter, refuseAfter, waitingBytesMax, false);
    }
}
