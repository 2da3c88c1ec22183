package dev.firstlight.standalone.firehose;

import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What a delivery stream was created with.
 *
 * @param prefix begins every object's name; custom prefix expressions ({@code !{timestamp:…}}) are refused,
 *     and so is the folder of manifests
 * @param roleArn kept and described, never used
 * @param bucketArn kept and described, never used: the bucket is the local directory
 */
public record StreamDefinition(
        String name, String prefix, BufferingHints hints, Instant createdAt, String roleArn, String bucketArn) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,64}");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9_.*'()=-][A-Za-z0-9_.*'()=/-]*)?");
    private static final int PREFIX_MAX = 512;

    /** Where the warehouse notes what it gave up: an object there would be taken for such a note. */
    private static final Path NOT_FOR_OBJECTS = Path.of("errors/manifests");

    public StreamDefinition {
        if (!isName(name)) {
            throw new IllegalArgumentException("no name of a delivery stream: " + name);
        }
        if (!isPrefix(prefix)) {
            throw new IllegalArgumentException("Prefix is not supported here: " + prefix);
        }
    }

    public StreamDefinition(String name, String prefix, BufferingHints hints, Instant createdAt) {
        this(name, prefix, hints, createdAt, "arn:aws:iam::000000000000:role/local", "arn:aws:s3:::local");
    }

    /** The pattern of the API reference; "." and ".." match it and are no names here, where a stream is a directory. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }

    /** Objects are files here: a prefix that a path would shorten ({@code a//}, {@code ./}) would give each of them two names. */
    private static boolean isPrefix(String prefix) {
        if (prefix.length() > PREFIX_MAX || !PREFIX.matcher(prefix).matches() || prefix.contains("..")) {
            return false;
        }
        String object = prefix + "2026";
        Path file = Path.of(object).normalize();
        return file.toString().equals(object) && !file.startsWith(NOT_FOR_OBJECTS);
    }

    String arn() {
        return "arn:aws:firehose:local:000000000000:deliverystream/" + name;
    }
}
