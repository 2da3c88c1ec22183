package dev.firstlight.standalone.firehose;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name that a buffer and its object share, as the real service names objects:
 * {@code YYYY/MM/dd/HH/<stream>-1-YYYY-MM-dd-HH-mm-ss-<uuid>} in UTC (developer guide, "Configure Amazon S3 object name format").
 *
 * <p>The object's place follows from the buffer's file name alone, so a delivery that is done again after a crash writes the same
 * object again, and never a second one.
 */
final class ObjectName {

    static final String BUFFER_SUFFIX = ".buffer";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss").withZone(ZoneOffset.UTC);
    private static final Pattern TIME_AND_ID =
            Pattern.compile("-1-(\\d{4})-(\\d{2})-(\\d{2})-(\\d{2})-(\\d{2})-(\\d{2})-[0-9a-f-]{36}"
                    + Pattern.quote(BUFFER_SUFFIX) + "$");

    private ObjectName() {}

    /** The file name of a buffer whose first record came now. */
    static String newBuffer(String stream, Instant now) {
        return stream + "-1-" + TIME.format(now) + "-" + UUID.randomUUID() + BUFFER_SUFFIX;
    }

    /** The object that the buffer becomes, relative to the bucket. */
    static String ofBuffer(String prefix, String buffer) {
        Matcher matcher = TIME_AND_ID.matcher(buffer);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no name of a buffer: " + buffer);
        }
        String hour = matcher.group(1) + "/" + matcher.group(2) + "/" + matcher.group(3) + "/" + matcher.group(4) + "/";
        return prefix + hour + buffer.substring(0, buffer.length() - BUFFER_SUFFIX.length()) + ".gz";
    }

    /** When the buffer was begun, epoch milliseconds, to the second. */
    static long beganMs(String buffer) {
        Matcher matcher = TIME_AND_ID.matcher(buffer);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no name of a buffer: " + buffer);
        }
        int[] part = new int[6];
        for (int i = 0; i < part.length; i++) {
            part[i] = Integer.parseInt(matcher.group(i + 1));
        }
        return LocalDateTime.of(part[0], part[1], part[2], part[3], part[4], part[5])
                        .toEpochSecond(ZoneOffset.UTC)
                * 1_000;
    }
}
