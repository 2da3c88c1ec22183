package dev.firstlight.standalone.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The batches that a COPY was given up for: a manifest of each under {@code errors/manifests/} of the bucket, in the form that COPY takes
 * ({@code {"entries":[{"url":"s3://…","mandatory":true}]}}), as Firehose leaves them. They stay after a re-drive; who has been
 * re-driven stands in the table {@code redrives}.
 *
 * <p>Threads: any; a manifest appears whole, by a rename after its bytes are on the disk. Others may put manifests there too, as from a bucket of S3: what is
 * no manifest, or names objects elsewhere, keeps no object from being found.
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
        writeToDisk(unfinished, JSON.writeValueAsBytes(manifest));
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The folder is not synced: a manifest that a power loss takes whole lets its object be found again, one cut short would be read. */
    private static void writeToDisk(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
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

    /**
     * The objects that a manifest names.
     *
     * @throws IOException also when one of them is none of the bucket: not all that it names could be loaded
     */
    List<String> objects(String manifest) throws IOException {
        List<String> named = new ArrayList<>();
        for (String url : urls(manifest)) {
            named.add(name(url)
                    .orElseThrow(
                            () -> new IOException("a manifest names what is no object of the bucket: " + manifest)));
        }
        return named;
    }

    /**
     * Every object of the bucket that some manifest names: those are not to be found again by themselves. What an unreadable manifest names counts as
     * not given up: at worst it is given up once more.
     *
     * @param unreadable told of each manifest that cannot be read
     */
    Set<String> givenUp(Consumer<IOException> unreadable) throws IOException {
        Set<String> objectNames = new HashSet<>();
        for (String manifest : names()) {
            try {
                urls(manifest).stream()
                        .map(this::name)
                        .flatMap(Optional::stream)
                        .forEach(objectNames::add);
            } catch (IOException e) {
                unreadable.accept(e);
            }
        }
        return objectNames;
    }

    private List<String> urls(String manifest) throws IOException {
        JsonNode entries = entries(manifest);
        if (!entries.isArray()) { // as of an empty file
            throw new IOException("a manifest has no entries: " + manifest);
        }
        List<String> urls = new ArrayList<>();
        entries.forEach(entry -> urls.add(entry.path("url").asText()));
        return urls;
    }

    private JsonNode entries(String manifest) throws IOException {
        try {
            return JSON.readTree(Files.readAllBytes(objects.resolve(manifest))).path("entries");
        } catch (JsonProcessingException e) {
            throw new IOException("a manifest is no JSON: " + manifest, e);
        }
    }

    /** The one name that the object has, whatever way to it the URL takes: an object that has two would be loaded twice. */
    private Optional<String> name(String url) {
        if (!url.startsWith(BUCKET)) {
            return Optional.empty();
        }
        try {
            Path bucket = objects.normalize();
            Path object = bucket.resolve(url.substring(BUCKET.length())).normalize();
            return object.startsWith(bucket) && !object.equals(bucket)
                    ? Optional.of(bucket.relativize(object).toString())
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty(); // as of a name with a zero byte
        }
    }
}
