package dev.firstlight.standalone.up;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How other commands find a running pipeline: {@code run.json} in its data directory, there while it is ready.
 *
 * @param ports admin and public ports by the name of the part
 */
public record RunFile(long pid, String bootstrapServers, String tokenFile, Map<String, Integer> ports) {

    private static final String NAME = "run.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Writes it in one step, so that a reader finds all of it or none. */
    public void write(Path dataDirectory) throws IOException {
        Path unfinished = dataDirectory.resolve(NAME + ".new");
        Files.write(unfinished, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        Files.move(
                unfinished,
                dataDirectory.resolve(NAME),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    /** The running pipeline's, or none when none runs. */
    public static @Nullable RunFile read(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve(NAME);
        if (!Files.exists(file)) {
            return null;
        }
        RunFile found = JSON.readValue(Files.readAllBytes(file), RunFile.class);
        return ProcessHandle.of(found.pid).map(ProcessHandle::isAlive).orElse(false) ? found : null;
    }

    public static void delete(Path dataDirectory) throws IOException {
        Files.deleteIfExists(dataDirectory.resolve(NAME));
    }
}
