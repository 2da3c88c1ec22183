package dev.firstlight.standalone.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The batches that a COPY was given up for: a manifest of each under {@code errors/manifests/} of the bucket, in the form that COPY takes
 * ({@code {"entries":[{"url":"s3://…","mandatory":true}]}}), as Firehose leaves them. They stay after a re-drive; who has been
 * re-driven stands in the table {@code redrives}.
 *
 * <p>Threads: any; a manifest appears whole, by a rename.
 */
final class Manifests {

    private static final String FOLDER = "errors/manifests";
    private static final String BUCKET = "s3://local/";
    private static final String OBJECT_SUFFIX = ".gz";
    private static final String UNFINISHED_SUFFIX = ".tmp";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path objects;

    /** @param objects the bucket */
    Manifests(Path objects) {
        this.objects = objects;
    }

    /** Notes that the object was given up; again for the same object changes nothing. */
    void write(String object) throws IOException {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.putArray("entries").addObject().put("url", BUCKET + object).put("mandatory", true);
        String name =
                object.endsWith(OBJECT_SUFFIX) ? object.substring(0, object.length() - OBJECT_SUFFIX.length()) : object;
        Path file = objects.resolve(FOLDER).resolve(name);
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED_SUFFIX);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(unfinished, JSON.writeValueAsBytes(manifest));
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** All manifests, relative to the bucket, in the order of their names. */
    List<String> names() throws IOException {
        Path folder = objects.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(UNFINISHED_SUFFIX))
                    .map(file -> objects.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** The objects that a manifest names. */
    List<String> objects(String manifest) throws IOException {
        List<String> named = new ArrayList<>();
        for (JsonNode entry :
                JSON.readTree(Files.readAllBytes(objects.resolve(manifest))).path("entries")) {
            String url = entry.path("url").asText();
            if (!isOfBucket(url)) {
                throw new IOException("a manifest names what is no object of the bucket: " + manifest);
            }
            named.add(url.substring(BUCKET.length()));
        }
        return named;
    }

    private boolean isOfBucket(String url) {
        try {
            return url.startsWith(BUCKET)
                    && objects.resolve(url.substring(BUCKET.length()))
                            .normalize()
                            .startsWith(objects.normalize());
        } catch (InvalidPathException e) {
            return false; // as of a name with a zero byte
        }
    }

    /** Every object that some manifest names: those are not to be found again by themselves. */
    Set<String> givenUp() throws IOException {
        Set<String> objectNames = new HashSet<>();
        for (String manifest : names()) {
            objectNames.addAll(objects(manifest));
        }
        return objectNames;
    }
}
