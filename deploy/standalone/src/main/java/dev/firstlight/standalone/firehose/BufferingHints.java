package dev.firstlight.standalone.firehose;

/**
 * When a buffer becomes an object: at so many MiB or so many seconds after its first record, whichever comes first. Bounds are
 * those of the real service (API reference, {@code BufferingHints}); it defaults to 5 MiB and 300 s.
 */
public record BufferingHints(int sizeInMbs, int intervalInSeconds) {

    private static final int SIZE_MAX = 128;
    private static final int INTERVAL_MAX = 900;

    public BufferingHints {
        if (sizeInMbs < 1 || sizeInMbs > SIZE_MAX) {
            throw new IllegalArgumentException("SizeInMBs is not within 1 … " + SIZE_MAX + ": " + sizeInMbs);
        }
        if (intervalInSeconds < 0 || intervalInSeconds > INTERVAL_MAX) {
            throw new IllegalArgumentException(
                    "IntervalInSeconds is not within 0 … " + INTERVAL_MAX + ": " + intervalInSeconds);
        }
    }

    long sizeBytes() {
        return sizeInMbs * 1024L * 1024L;
    }
}
