package dev.firstlight.sink;

import dev.firstlight.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How rows become objects, and where these are.
 *
 * @param bytesMax rows of so many bytes do not wait for more
 * @param linger how long a row waits for others, at most
 * @param bucket of S3, or none
 * @param folder within the bucket, ended by a slash unless it is empty
 * @param directory of local files, or none
 */
public record ObjectsConfig(
        long bytesMax,
        Duration linger,
        AwsConfig s3,
        @Nullable String bucket,
        String folder,
        @Nullable Path directory) {

    private static final long MIB = 1 << 20;

    static ObjectsConfig from(Settings settings, Destination destination) {
        String directory = settings.textOrNone("files.directory");
        ObjectsConfig config = new ObjectsConfig(
                settings.bytes("objects.size", 64 << 10, 32 * MIB),
                settings.duration("objects.linger", Duration.ZERO, Duration.ofHours(1)),
                AwsConfig.from(settings, "s3"),
                settings.textOrNone("s3.bucket"),
                settings.text("s3.folder"),
                directory == null ? null : Path.of(directory));
        config.check(settings, destination);
        return config;
    }

    private void check(Settings settings, Destination destination) {
        boolean isInBucket = destination == Destination.S3 || destination == Destination.S3_ARCHIVE;
        if (isInBucket && (bucket == null || !bucket.matches("[a-z0-9][a-z0-9.-]{2,62}"))) {
            settings.problem("s3.bucket", "deliver-to needs one: 3 to 63 of a-z 0-9 . -");
        }
        if (destination == Destination.FILES && directory == null) {
            settings.problem("files.directory", "deliver-to needs one");
        }
        if (!folder.matches("([A-Za-z0-9_.=-]+/)*")) {
            settings.problem("s3.folder", "is empty or names ended by slashes, such as shop/firstlight/");
        }
    }
}
