package dev.firstlight.standalone.firehose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** The definition of a stream as a JSON file in its directory, so that streams outlive the process. */
final class StreamDefinitions {

    private static final String FILE = "definition.json";

    private final ObjectMapper json;

    StreamDefinitions(ObjectMapper json) {
        this.json = json;
    }

    /** A directory without a definition is what a death in the middle of making a stream leaves: no stream. */
    static boolean isHome(Path directory) {
        return Files.isRegularFile(directory.resolve(FILE));
    }

    void write(StreamDefinition definition, Path home) throws IOException {
        byte[] bytes = json.writeValueAsBytes(json.createObjectNode()
                .put("name", definition.name())
                .put("prefix", definition.prefix())
                .put("size_in_mbs", definition.hints().sizeInMbs())
                .put("interval_in_seconds", definition.hints().intervalInSeconds())
                .put("created_at", definition.createdAt().toString())
                .put("role_arn", definition.roleArn())
                .put("bucket_arn", definition.bucketArn()));
        Path unfinished = home.resolve(FILE + ".tmp");
        Files.write(unfinished, bytes);
        Files.move(unfinished, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    StreamDefinition read(Path home) throws IOException {
        JsonNode tree = json.readTree(Files.readAllBytes(home.resolve(FILE)));
        return new StreamDefinition(
                tree.path("name").asText(),
                tree.path("prefix").asText(),
                new BufferingHints(
                        tree.path("size_in_mbs").asInt(),
                        tree.path("interval_in_seconds").asInt()),
                Instant.parse(tree.path("created_at").asText()),
                tree.path("role_arn").asText(),
                tree.path("bucket_arn").asText());
    }
}
