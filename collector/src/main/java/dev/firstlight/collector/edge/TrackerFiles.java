package dev.firstlight.collector.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the {@code js} module packed for pages: the library, its smaller build, the consent adapters, the snippet; beside them what {@link EarlierFiles} has of
 * releases before. Read once at start and kept in memory, some 100 KiB and those. Immutable; any thread.
 */
public final class TrackerFiles {

    private static final Logger LOG = LoggerFactory.getLogger(TrackerFiles.class);

    private static final String FOLDER = "/dev/firstlight/js/served/";

    /** Names the others, one a line. */
    private static final String INDEX = "index";

    /** What the names of all files begin with where nobody chose another. */
    private static final String STEM = "fl";

    /** The address that a snippet asks for, as built; what stands before the slash is the site's to fill in. */
    private static final String ASKED_FOR = "{{collector}}/" + STEM + ".js";

    private static final byte[] NOT_COMPRESSED = {};

    private final List<TrackerFile> files;
    private final List<TrackerFile> earlier;

    TrackerFiles(List<TrackerFile> files, List<TrackerFile> earlier) {
        this.files = List.copyOf(files);
        this.earlier = List.copyOf(earlier);
    }

    /** Reads them from the class path, and earlier ones from where the operator keeps them. */
    public static TrackerFiles load(HttpConfig config) {
        Path directory = config.earlierScripts();
        return new TrackerFiles(built(), directory == null ? List.of() : EarlierFiles.read(directory, LOG::warn));
    }

    static List<TrackerFile> built() {
        String index = new String(read(INDEX), StandardCharsets.US_ASCII);
        return index.lines()
                .map(name -> TrackerFile.of(name, read(name), read(name + ".gz"), read(name + ".br")))
                .toList();
    }

    List<TrackerFile> files() {
        return files;
    }

    /**
     * The routes: each file under its name, and under one with its hash in it. The names begin as the script's does, so that an alias is one
     * for all of them, and a snippet asks for the script by it; but earlier files keep the names that pages know. Made once, at start.
     *
     * @param scriptName the setting, {@code fl.js}
     */
    Map<String, Route.Script> routes(String scriptName) {
        Map<String, Route.Script> routes = new HashMap<>();
        earlier.forEach(file -> routes.put(file.name(), new Route.Script(file, true)));
        List<String> listed = new ArrayList<>();
        for (TrackerFile built : files) {
            TrackerFile file = asking(built, scriptName);
            String name = servedName(file.name(), scriptName);
            String hashed = withPart(name, "." + file.hash());
            routes.put(name, new Route.Script(file, false));
            routes.put(hashed, new Route.Script(file, true));
            listed.add(line(file, name, hashed));
        }
        TrackerFile list = listOf(listed);
        routes.put(servedName(list.name(), scriptName), new Route.Script(list, false));
        return routes;
    }

    /**
     * A snippet with the script's alias in place of {@code fl.js}: another file than was built, with validators of its own, and not compressed, since what makes
     * Brotli is the tracker's build and it has half a KiB. Any other file is the same.
     */
    private static TrackerFile asking(TrackerFile built, String scriptName) {
        if (!built.name().endsWith(".html") || scriptName.equals(STEM + ".js")) {
            return built;
        }
        String text =
                new String(built.plain(), StandardCharsets.UTF_8).replace(ASKED_FOR, "{{collector}}/" + scriptName);
        return TrackerFile.of(built.name(), text.getBytes(StandardCharsets.UTF_8), NOT_COMPRESSED, NOT_COMPRESSED);
    }

    /** {@code fl-tcf.js} is {@code metrics-tcf.js} where the script is {@code metrics.js}. */
    private static String servedName(String built, String scriptName) {
        if (built.equals(STEM + ".js")) {
            return scriptName;
        }
        int dot = scriptName.lastIndexOf('.');
        return (dot < 0 ? scriptName : scriptName.substring(0, dot)) + built.substring(STEM.length());
    }

    /** Puts a part before what comes after the last point, or at the end. */
    private static String withPart(String name, String part) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name + part : name.substring(0, dot) + part + name.substring(dot);
    }

    /** Names are of the settings' and the build's alphabet, digests of base64: nothing that JSON would escape. */
    private static String line(TrackerFile file, String name, String hashed) {
        return "{\"name\":\"" + name + "\",\"immutable\":\"" + hashed + "\",\"integrity\":\"" + file.integrity()
                + "\",\"bytes\":" + file.plain().length + ",\"gzip\":" + file.gzip().length + ",\"brotli\":"
                + file.brotli().length + "}";
    }

    /** {@code fl.json}: where a site finds the immutable names, and what to write into {@code integrity}. */
    private static TrackerFile listOf(List<String> lines) {
        String json = lines.stream().sorted().collect(Collectors.joining(",\n", "{\"files\":[\n", "\n]}\n"));
        return TrackerFile.of(STEM + ".json", json.getBytes(StandardCharsets.US_ASCII), NOT_COMPRESSED, NOT_COMPRESSED);
    }

    private static byte[] read(String name) {
        try (InputStream in = TrackerFiles.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("a file of the tracker is not on the class path: " + FOLDER + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
