package dev.firstlight.stream.enrich.page;

import dev.firstlight.runtime.Settings;
import dev.firstlight.stream.enrich.Enrichment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Enrichments of the page as settings make them. */
final class PageSettings {

    private PageSettings() {}

    static List<Enrichment> defaults() {
        return PageEnrichments.of(PageConfig.from(Settings.load("stream-processor", null, Map.of(), Set.of())));
    }

    /** With the lines of {@code page} in the section of the page. */
    static List<Enrichment> with(Path directory, String page) {
        Settings settings = settings(directory, page);
        PageConfig config = PageConfig.from(settings);
        settings.verify();
        return PageEnrichments.of(config);
    }

    static Settings settings(Path directory, String page) {
        try {
            Path file = Files.writeString(
                    directory.resolve("page.conf"), "stream-processor.enrich.page {\n" + page + "\n}\n");
            return Settings.load("stream-processor", file, Map.of(), Set.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
