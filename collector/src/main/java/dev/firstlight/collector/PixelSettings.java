package dev.firstlight.collector;

import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.runtime.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pixel registry as one reading of the settings has it, and what it takes to read it again.
 *
 * @param file the user's file, or none
 * @param stamps how the file and those that it includes looked just before they were read
 * @param settings all settings of that reading
 */
public record PixelSettings(
        PixelPolicy.Registry registry,
        @Nullable Path file,
        FileStamps stamps,
        Map<String, String> env,
        Settings settings) {

    /** What is read again while the collector runs; all else takes a restart. */
    static final Set<String> SECTIONS = Set.of("pixels", "pixel-defaults", "accept-unknown");
}
