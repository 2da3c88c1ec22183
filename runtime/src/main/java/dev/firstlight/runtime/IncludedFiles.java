package dev.firstlight.runtime;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Includes as ever, and names each included file before it is read. The origins of the values would name less: not a file that is empty,
 * whose values are all overridden, or that is not there yet.
 *
 * <p>Named are files, also missing ones; not URLs and the classpath. Threads: one, while a file is parsed.
 */
final class IncludedFiles implements ConfigIncluder, ConfigIncluderFile {

    /** What an include without an extension stands for, in the library's order. */
    private static final List<String> EXTENSIONS = List.of(".conf", ".json", ".properties");

    private final Path main;
    private final Consumer<Path> beforeReading;
    private final @Nullable ConfigIncluder library;

    IncludedFiles(Path main, Consumer<Path> beforeReading) {
        this(main, beforeReading, null);
    }

    private IncludedFiles(Path main, Consumer<Path> beforeReading, @Nullable ConfigIncluder library) {
        this.main = main;
        this.beforeReading = beforeReading;
        this.library = library;
    }

    /** The library gives its own includer, again for each file. */
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return library == null ? new IncludedFiles(main, beforeReading, fallback) : this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        if (library == null) {
            throw new IllegalStateException("parsing begins with the library's own includer");
        }
        names(what).forEach(name -> tell(context, name));
        return library.include(context, what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        beforeReading.accept(what.toPath());
        return library instanceof ConfigIncluderFile files
                ? files.includeFile(context, what)
                : ConfigFactory.parseFileAnySyntax(what, context.parseOptions()).root();
    }

    private static Stream<String> names(String what) {
        return EXTENSIONS.stream().anyMatch(what::endsWith)
                ? Stream.of(what)
                : EXTENSIONS.stream().map(extension -> what + extension);
    }

    private void tell(ConfigIncludeContext context, String name) {
        String found = filename(context, name);
        String directory =
                filename(context, "."); // of a file that is not there the library does not say where it looked
        try {
            beforeReading.accept(
                    found != null
                            ? Path.of(found)
                            : directory != null
                                    ? Path.of(directory).normalize().resolve(name)
                                    : main.resolveSibling(name));
        } catch (InvalidPathException e) {
            // no file has such a name; the library says what it is
        }
    }

    /** The file that the including file means by a name, if it is there. */
    private static @Nullable String filename(ConfigIncludeContext context, String name) {
        ConfigParseable found = context.relativeTo(name);
        return found == null ? null : found.origin().filename();
    }
}
